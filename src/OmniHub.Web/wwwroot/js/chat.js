/* Chat's own behaviours. Every form works without them. */
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const define = (name, element) => customElements.get(name) || customElements.define(name, element);
const composer = () => $('.say [data-send]');

/* Enter sends, Shift Enter breaks the line; on a phone Enter always breaks it. Esc stops an answer. 1 to 4 go on with a lane. */
const pick = (event) => {
  if (!/^[1-4]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey || /(?:^|; )keys=off/.test(document.cookie)) return;
  if (event.target.closest('input, textarea, select, dialog')) return;
  $('.turn')?.children[Number(event.key) - 1]?.querySelector('[data-pick]')?.click();
};
document.addEventListener('keydown', (event) => {
  const field = event.target;
  if (event.key === 'Escape') {
    const edit = field.closest?.('details.edit[open]');
    if (edit) edit.open = false;
    else if (!$('dialog[open], [popover]:popover-open')) $('[data-stop]')?.click();
    return;
  }
  pick(event);
  if (!field.matches?.('[data-send]') || event.key !== 'Enter' || event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (matchMedia('(pointer: coarse)').matches) return;
  event.preventDefault();
  if (!$('.go button[type="submit"]:disabled', field.form)) field.form.requestSubmit();
});

/* Nothing is sent while an answer is being written, and nothing empty. What is written stays. */
document.addEventListener(
  'submit',
  (event) => {
    if (event.target.id !== 'say-form' || event.submitter?.matches('[data-stop]')) return;
    if (!$('[data-stop]') && (composer().value.trim() || $('#say-files input'))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    composer().focus();
  },
  true,
);

/* Pictures are sent at once, and the message carries their ids; text files travel in the message itself. */
const TEXT_MAX = 90_000;
const isText = (file) => !/^(image|video|audio)\//.test(file.type) && file.size <= TEXT_MAX * 4;
const carry = (chip, name, value) => chip.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
const changed = () => composer()?.dispatchEvent(new Event('change', { bubbles: true }));
async function upload(file, chip) {
  const headers = JSON.parse(document.body.getAttribute('hx-headers:inherited') ?? '{}');
  const body = new FormData();
  body.append('file', file);
  try {
    const answer = await fetch('/api/uploads', { method: 'POST', body, headers: { ...headers, Accept: 'application/json' } });
    const made = await answer.json();
    if (!answer.ok) return made.error ?? 'this file was not accepted.';
    carry(chip, 'attachments', made.id);
    chip.prepend(Object.assign(document.createElement('img'), { src: made.url, alt: '' }));
  } catch {
    return 'the server did not answer. Remove it and attach it again.';
  }
}
async function read(file, chip) {
  if (!isText(file)) return 'only pictures and text files can be attached.';
  const text = await file.text();
  if (text.includes('\0')) return 'only pictures and text files can be attached.';
  if (text.length > TEXT_MAX) return `it is longer than ${TEXT_MAX.toLocaleString('en')} characters.`;
  carry(chip, 'files', `${file.name}\n${text}`);
}
async function attach(files) {
  for (const file of files) {
    const name = file.name || 'Picture';
    const chip = Object.assign(document.createElement('span'), { className: 'chip busy' });
    const label = Object.assign(document.createElement('span'), { className: 'clip', textContent: name });
    chip.append(label);
    $('#say-files').append(chip);
    const wrong = file.type.startsWith('image/') ? await upload(file, chip) : await read(file, chip);
    chip.classList.remove('busy');
    if (wrong) {
      label.textContent = `${name}: ${wrong}`;
      chip.classList.add('bad');
    }
    const off = Object.assign(document.createElement('button'), { type: 'button', className: 'x', textContent: '×' });
    off.setAttribute('aria-label', `Remove ${name}`);
    off.addEventListener('click', () => {
      chip.remove();
      changed();
    });
    chip.append(off);
    changed();
  }
}
document.addEventListener('change', (event) => {
  if (!event.target.matches?.('[data-attach]')) return;
  attach([...event.target.files]);
  event.target.value = '';
});
define(
  'drop-files',
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener('dragover', (event) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        this.classList.add('over');
      });
      this.addEventListener('dragleave', () => this.classList.remove('over'));
      this.addEventListener('drop', (event) => this.take(event, event.dataTransfer));
      this.addEventListener('paste', (event) => this.take(event, event.clipboardData));
    }
    take(event, data) {
      this.classList.remove('over');
      const files = [...(data?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      attach(files);
    }
  },
);

/* Narrows the list of models while one types, and says which were chosen. */
document.addEventListener('input', (event) => {
  const list = event.target.dataset?.filter && $(event.target.dataset.filter);
  if (!list) return;
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const row of $$('[data-text]', list)) {
    row.hidden = !words.every((word) => row.dataset.text.includes(word));
    found += row.hidden ? 0 : 1;
  }
  $$('h3', list).forEach((heading) => (heading.hidden = words.length > 0));
  $('[data-none]', list).hidden = found > 0;
});
document.addEventListener('change', (event) => {
  if (event.target.name !== 'models' || !event.target.closest('#chat-models')) return;
  const names = $$('#chat-models input:checked').map((box) => $('b', box.closest('label')).textContent);
  $('.modelbtn .clip').textContent = names.length > 1 ? `${names.length} models` : (names[0] ?? 'Choose a model');
});

/* After sending: the field is empty and ready, the end is in view. A dialog whose form was taken closes. */
document.addEventListener('htmx:after:request', (event) => {
  const { sourceElement: source, response } = event.detail?.ctx ?? {};
  if (!source || !response) return;
  if (source.dataset?.closes !== undefined && response.status < 400) source.closest('dialog')?.close();
  if (source.id !== 'say-form') return;
  setTimeout(() => matchMedia('(pointer: fine)').matches && composer()?.focus(), 50);
  // htmx gives back what it had switched off for the request.
  setTimeout(() => $$('.go [data-off]').forEach((button) => (button.disabled = true)));
  if (response.status >= 400) return;
  $('#say-files')?.replaceChildren();
  const log = $('#log');
  if (log) log.pinned = true;
});
/* A field that is replaced while it has the focus would say that it changed, with the old and the new one in the form. */
document.addEventListener('htmx:before:swap', (event) => event.detail?.ctx?.sourceElement?.id === 'say-form' && composer()?.blur());

/* The conversation went on in another window: what is not here is fetched, once the answer to a form of this one had its time. */
const SENT = 1500;
define(
  'went-on',
  class extends HTMLElement {
    connectedCallback() {
      setTimeout(() => {
        if (!this.isConnected || document.getElementById(`m-${this.getAttribute('message')}`)) return;
        window.htmx?.ajax('GET', this.getAttribute('href'), { source: this, target: this, swap: 'none' });
      }, SENT);
    }
  },
);

if (matchMedia('(pointer: fine)').matches && !location.hash) composer()?.focus();

/* Earlier messages come in above: what one reads stays where it is. */
let below;
document.addEventListener('htmx:before:swap', (event) => {
  const log = $('#log');
  below = event.detail?.ctx?.sourceElement?.dataset?.earlier !== undefined && log ? log.scrollHeight - log.scrollTop : undefined;
});
document.addEventListener('htmx:after:swap', () => {
  const log = $('#log');
  if (below !== undefined && log) log.scrollTop = log.scrollHeight - below;
  below = undefined;
});

/* What a page has missed of a running answer it asks for: when the live channel opens, and when nothing has come for a while. */
const QUIET = 4000;
let isLive = false;
const heard = new WeakMap();
/* Razor writes an empty data- attribute where there is no value: answers at rest have one as well. */
const running = () => $$('.msg.streaming[data-bubble]');
function catchUp(article) {
  heard.set(article, { size: article.textContent.length, at: Date.now() });
  window.htmx?.ajax('GET', `${article.dataset.bubble}${isLive ? '?live=true' : ''}`, { source: article, target: article, swap: 'none' });
}
document.addEventListener('htmx:sse:after:connection', () => {
  isLive = true;
  running().forEach(catchUp);
});
for (const name of ['htmx:sse:error', 'htmx:sse:close', 'htmx:sse:before:connection']) document.addEventListener(name, () => (isLive = false));
setInterval(() => {
  if (document.hidden) return;
  for (const article of running()) {
    const last = heard.get(article);
    const size = article.textContent.length;
    if (last?.size !== size) heard.set(article, { size, at: Date.now() });
    else if (Date.now() - last.at > QUIET) catchUp(article);
  }
}, 1000);

/* Code is copied by a button of its own. */
document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('.code > header > .copy');
  if (!button) return;
  try {
    await navigator.clipboard.writeText($('pre', button.closest('.code')).textContent);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Not allowed';
  }
  setTimeout(() => (button.textContent = 'Copy'), 1500);
});

/* A phone's list of conversations closes when it hands over to another dialog. */
document.addEventListener('click', (event) => {
  if (event.target.closest?.('#convos [hx-target="#settings"]')) $('#convos').close();
});
