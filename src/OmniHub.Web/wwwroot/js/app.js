/* OmniHub behaviours that HTML and htmx cannot express. No dependencies, no inline code.
   Each element works as plain HTML first; the script only adds. */
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const define = (name, element) => customElements.get(name) || customElements.define(name, element);
const cookie = (name, value) => {
  document.cookie = `${name}=${value};path=/;max-age=${value ? 31536000 : 0};samesite=lax`;
};

/* Theme. The server writes data-theme from the same cookie, so there is no flash. */
const theme = {
  get: () => /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1] ?? 'system',
  set(value) {
    cookie('theme', value === 'system' ? '' : value);
    this.apply();
  },
  apply() {
    const value = this.get();
    if (value === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
    // The job server's own pages, in their frame.
    $$('iframe').forEach((frame) => frame.contentDocument?.documentElement && (frame.contentDocument.documentElement.dataset.theme = value === 'system' ? '' : value));
    $$('theme-switch input').forEach((input) => (input.checked = input.value === value));
  },
};
define(
  'theme-switch',
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener('change', (event) => theme.set(event.target.value));
    }
  },
);
theme.apply();

/* The job server's frame. A page that it may not show is the sign-in after a session has ended: that belongs to the whole window. */
define(
  'job-board',
  class extends HTMLElement {
    connectedCallback() {
      const frame = $('iframe', this);
      let shown = !!frame.contentDocument?.body?.childElementCount;
      frame.addEventListener('load', () => {
        if (frame.contentDocument) shown = true;
        else if (shown) location.reload();
      });
    }
  },
);

/* A moment in the reader's own time zone: "Today, 10:42", "Yesterday, 16:20", "15 September". */
define(
  'local-time',
  class extends HTMLElement {
    connectedCallback() {
      this.show();
      // A morph puts the server's words back.
      this.watch = new MutationObserver(() => this.textContent === this.text || this.show());
      this.watch.observe(this, { childList: true, characterData: true, subtree: true });
    }
    disconnectedCallback() {
      this.watch?.disconnect();
    }
    show() {
      const at = new Date(this.getAttribute('datetime'));
      if (isNaN(at)) return;
      const clock = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
      const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86400000);
      const year = at.getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
      const date = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year });
      this.title = at.toLocaleString();
      this.text = days === 0 ? `Today, ${clock}` : days === 1 ? `Yesterday, ${clock}` : date;
      this.textContent = this.text;
    }
  },
);

/* Up to N lanes. The server enforces the same rule; this only explains it early. */
define(
  'lane-picker',
  class extends HTMLElement {
    connectedCallback() {
      this.max = Number(this.getAttribute('max')) || 4;
      this.addEventListener('change', () => this.sync());
      this.addEventListener('htmx:after:swap', () => this.sync());
      this.sync();
    }
    sync() {
      const all = $$('input[type=checkbox]', this);
      const chosen = all.filter((input) => input.checked);
      all.forEach((input) => (input.disabled = !input.checked && chosen.length >= this.max));
      const root = this.closest('dialog') ?? document;
      const count = $('[data-count]', root);
      const total = $('[data-total]', root);
      if (count) count.textContent = `${chosen.length} of ${this.max}`;
      if (total) total.textContent = chosen.reduce((sum, input) => sum + Number(input.dataset.price), 0).toFixed(4);
    }
  },
);

/* Copies its value, the text of the element it points at, or a field of what the server has. */
define(
  'copy-button',
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener('click', async () => {
        try {
          // Begun within the click: a browser does not allow it after an answer has come.
          await navigator.clipboard.write([new ClipboardItem({ 'text/plain': this.text().then((text) => new Blob([text.trim()], { type: 'text/plain' })) })]);
          toast('ok', 'Copied');
        } catch {
          toast('warn', 'The browser did not allow copying', 'Select the text and copy it.');
        }
      });
    }
    async text() {
      const [source, src, value] = [this.getAttribute('for'), this.getAttribute('src'), this.getAttribute('value') ?? ''];
      if (source) return document.getElementById(source).textContent;
      if (src) return (await (await fetch(src, { headers: { Accept: 'application/json' } })).json())[this.getAttribute('field')];
      return value.startsWith('/') ? new URL(value, location).href : value;
    }
  },
);

/* Follows the stream only while the reader is at the end of it. */
define(
  'chat-log',
  class extends HTMLElement {
    connectedCallback() {
      this.pinned = true;
      this.addEventListener(
        'scroll',
        () => {
          this.pinned = this.scrollHeight - this.scrollTop - this.clientHeight < 48;
          this.jump().hidden = this.pinned;
        },
        { passive: true },
      );
      this.watch = new MutationObserver(() => this.pinned && this.end());
      this.watch.observe(this, { childList: true, subtree: true, characterData: true });
      this.end();
    }
    disconnectedCallback() {
      this.watch?.disconnect();
    }
    end() {
      this.scrollTop = this.scrollHeight;
    }
    jump() {
      if (!this.button?.isConnected) {
        const properties = { className: 'btn sm jump', textContent: 'Jump to latest', type: 'button', hidden: true };
        this.button = Object.assign(document.createElement('button'), properties);
        this.button.addEventListener('click', () => {
          this.end();
          this.focus();
        });
        this.nextElementSibling?.prepend(this.button);
      }
      return this.button;
    }
  },
);

/* Wipe one result over another. A range input does the work, so keyboards can too. */
define(
  'compare-wipe',
  class extends HTMLElement {
    connectedCallback() {
      const input = $('input[type=range]', this);
      const sync = () => this.style.setProperty('--x', `${input.value}%`);
      input.addEventListener('input', sync);
      sync();
    }
  },
);

define(
  'play-toggle',
  class extends HTMLElement {
    connectedCallback() {
      const video = document.getElementById(this.getAttribute('for'));
      this.addEventListener('click', () => {
        video.controls = true;
        video.play();
        this.hidden = true;
      });
    }
  },
);

/* Toasts. The server adds them with hx-partial; errors stay until dismissed. */
const toasts = $('#toasts');
function toast(kind, title, text) {
  const element = document.createElement('div');
  const body = document.createElement('div');
  element.className = `toast ${kind}`;
  body.append(Object.assign(document.createElement('b'), { textContent: title }));
  if (text) body.append(Object.assign(document.createElement('p'), { textContent: text }));
  element.append(body);
  toasts?.append(element);
  return element;
}
if (toasts) {
  const leave = (node) => node.classList?.contains('toast') && !node.matches('.bad, .stay') && setTimeout(() => node.remove(), Number(node.dataset.stay) || 5000);
  // What enters the top layer last is on top, also of a dialog.
  const rise = () => {
    if (!$('dialog:modal')) return;
    toasts.hidePopover();
    toasts.showPopover();
  };
  toasts.showPopover();
  new MutationObserver((changes) => {
    changes.forEach((change) => change.addedNodes.forEach(leave));
    rise();
  }).observe(toasts, { childList: true });
}
document.addEventListener('click', (event) => event.target.closest('.toast .x')?.closest('.toast').remove());

/* The server did not answer: say so once, and take it back when it does again. */
let lost;
const isLost = () => {
  if (lost?.isConnected || document.hidden) return;
  lost = toast('warn stay', 'Connection lost', 'Jobs keep running on the server. Reconnecting.');
};
document.addEventListener('htmx:error', (event) => event.detail?.error instanceof TypeError && isLost());
document.addEventListener('htmx:sse:error', (event) => (event.detail?.status === 401 ? location.reload() : isLost()));
document.addEventListener('htmx:sse:after:connection', () => lost?.remove());
document.addEventListener('htmx:after:request', () => lost?.remove());

/* After a swap: a dialog that was filled opens, and a form that came back puts the cursor on what is wrong. */
document.addEventListener('htmx:after:swap', (event) => {
  const target = event.detail?.ctx?.target;
  if (target?.tagName === 'DIALOG' && target.childElementCount > 0) {
    if (target.open) $('a, button', target)?.focus();
    else target.showModal();
  }
  if (event.detail?.ctx?.response?.raw?.status === 400) $('[aria-invalid="true"]')?.focus();
});

/* The viewer steps through the pictures of the page with the arrows, and leaves the focus at the last one that it showed. */
let viewed;
const step = (by) => {
  const links = $$('[data-opens=viewer]');
  const next = links[links.findIndex((link) => link.pathname === viewed?.pathname) + by];
  next?.scrollIntoView({ block: 'nearest' });
  next?.click();
};
document.addEventListener('click', (event) => (viewed = event.target.closest('[data-opens=viewer]') ?? viewed));
document.addEventListener('keydown', (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by || event.ctrlKey || event.metaKey || event.altKey || !$('#viewer')?.open || event.target.closest('input, textarea, select, video')) return;
  event.preventDefault();
  step(by);
});
document.addEventListener(
  'close',
  (event) => event.target.id === 'viewer' && $$('[data-opens=viewer]').find((link) => link.pathname === viewed?.pathname)?.focus({ preventScroll: true }),
  true,
);

/* What was done is said once: a reload or a bookmark does not say it again. */
const here = new URL(location);
const said = ['done', 'saved', 'sent'].filter((name) => here.searchParams.has(name));
if (said.length) {
  said.forEach((name) => here.searchParams.delete(name));
  history.replaceState(history.state, '', here);
}

/* What cannot be taken back asks first, in plain forms; htmx has hx-confirm. */
document.addEventListener('submit', (event) => {
  const question = event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

/* A form that counts what is not saved yet. */
$$('form[data-unsaved]').forEach((form) => {
  let unsaved = false;
  window.addEventListener('beforeunload', (event) => unsaved && event.preventDefault());
  document.addEventListener('submit', () => (unsaved = false));
  const isChanged = (field) =>
    field.tagName === 'SELECT'
      ? [...field.options].some((option) => option.selected !== option.defaultSelected)
      : ['radio', 'checkbox'].includes(field.type)
        ? field.checked !== field.defaultChecked
        : field.value !== field.defaultValue;
  const sync = () => {
    const changed = [...form.elements].filter((field) => field.name && field.type !== 'hidden' && isChanged(field));
    const count = new Set(changed.map((field) => field.name + (field.type === 'checkbox' ? field.value : ''))).size;
    // What was refused stands in the form as if it had been so from the start.
    const kept = form.dataset.unsaved === 'refused';
    unsaved = kept || count > 0;
    $('[data-count-unsaved]', form).textContent = kept ? 'Not saved yet' : count === 0 ? 'No changes' : count === 1 ? '1 unsaved change' : `${count} unsaved changes`;
  };
  form.addEventListener('input', sync);
  form.addEventListener('reset', () => setTimeout(sync));
  $$('a.btn', $('.savebar', form) ?? form).forEach((link) => link.addEventListener('click', () => (unsaved = false)));
  sync();
});

/* A form that was refused begins where it is wrong. */
$('[aria-invalid="true"]')?.focus();

/* Invoker commands for browsers that lack them. */
if (!('commandForElement' in HTMLButtonElement.prototype)) {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button[commandfor]');
    const dialog = button && document.getElementById(button.getAttribute('commandfor'));
    if (!dialog) return;
    if (button.getAttribute('command') === 'show-modal') dialog.showModal();
    if (button.getAttribute('command') === 'close') dialog.close();
  });
}
document.addEventListener('click', (event) => {
  if (event.target.matches?.('dialog')) event.target.close();
});

/* Shortcuts. Never while typing, never on top of a browser shortcut; single keys can be switched off. */
const singles = () => !/(?:^|; )keys=off/.test(document.cookie);
const boxes = $$('[data-single-keys]');
const tick = () => boxes.forEach((box) => (box.checked = singles()));
tick();
boxes.forEach((box) =>
  box.addEventListener('change', () => {
    cookie('keys', box.checked ? '' : 'off');
    tick();
  }),
);
const open = (id) => document.getElementById(id)?.showModal();
const keep = (lane) => $$('.tile', document.activeElement?.closest('.run') ?? $('.run') ?? undefined)[lane - 1]?.querySelector('[data-best]')?.click();
let leader = 0;
document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
    const form = event.target.closest('form');
    if (!form?.querySelector('button[type="submit"]:disabled')) form?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !singles()) return;
  if (event.target.closest('input, textarea, select, [contenteditable], dialog')) return;
  if (leader && event.timeStamp - leader < 1000) {
    const go = $$('[data-go]').find((key) => key.textContent.toLowerCase() === event.key);
    if (go) {
      location.href = go.dataset.go;
      return;
    }
  }
  leader = event.key === 'g' ? event.timeStamp : 0;
  const act = {
    '/': () => ($('#prompt') ?? $('.say [data-send]') ?? $('#qp') ?? $('[type=search]'))?.focus(),
    N: () => (location.href = '/chat'),
    '?': () => open('shortcuts'),
    m: () => open($('#picker') ? 'picker' : 'chat-models'),
    1: () => keep(1),
    2: () => keep(2),
    3: () => keep(3),
    4: () => keep(4),
  }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});
