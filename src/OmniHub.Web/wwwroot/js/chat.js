/* Chat's own behaviours. Every form works without them. */
const define = (name, element) => customElements.get(name) || customElements.define(name, element);

/* Enter sends, Shift Enter breaks the line; on a phone Enter always breaks it. */
document.addEventListener('keydown', (event) => {
  const field = event.target;
  if (event.key === 'Escape' && !document.querySelector('dialog[open]')) document.querySelector('[data-stop]')?.click();
  if (!field.matches?.('[data-send]') || event.key !== 'Enter' || event.isComposing) return;
  const coarse = matchMedia('(pointer: coarse)').matches;
  if (event.shiftKey || (coarse && !event.ctrlKey && !event.metaKey)) return;
  event.preventDefault();
  if (field.value.trim() || document.querySelector('#say-files input')) field.form.requestSubmit();
});

/* Pictures that are chosen, dropped or pasted are sent at once; the message carries their ids. */
async function attach(files) {
  const chips = document.getElementById('say-files');
  const headers = JSON.parse(document.body.getAttribute('hx-headers:inherited') ?? '{}');
  for (const file of files) {
    const chip = Object.assign(document.createElement('span'), { className: 'chip', textContent: file.name || 'Picture' });
    chips.append(chip);
    const body = new FormData();
    body.append('file', file);
    const answer = await fetch('/api/uploads', { method: 'POST', body, headers: { ...headers, Accept: 'application/json' } });
    const upload = await answer.json();
    if (!answer.ok) {
      chip.textContent = upload.error ?? 'This file was not accepted.';
      setTimeout(() => chip.remove(), 6000);
      continue;
    }
    chip.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'attachments', value: upload.id }));
    const off = Object.assign(document.createElement('button'), { type: 'button', className: 'btn quiet sm', textContent: 'Remove' });
    off.addEventListener('click', () => chip.remove());
    chip.append(off);
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
      this.addEventListener('dragover', (event) => event.preventDefault());
      this.addEventListener('drop', (event) => this.take(event, event.dataTransfer));
      this.addEventListener('paste', (event) => this.take(event, event.clipboardData));
    }
    take(event, data) {
      const images = [...(data?.files ?? [])].filter((file) => file.type.startsWith('image/'));
      if (images.length === 0) return;
      event.preventDefault();
      attach(images);
    }
  },
);

/* Narrows the list of models while one types. */
document.addEventListener('input', (event) => {
  const list = document.querySelector(event.target.dataset?.filter ?? 'none');
  if (!list) return;
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const row of list.querySelectorAll('[data-text]')) {
    row.hidden = !words.every((word) => row.dataset.text.includes(word));
    found += row.hidden ? 0 : 1;
  }
  list.querySelectorAll('h3').forEach((heading) => (heading.hidden = words.length > 0));
  list.querySelector('[data-none]').hidden = found > 0;
});

/* The button says which models were chosen. */
document.addEventListener('change', (event) => {
  if (event.target.name !== 'models' || !event.target.closest('#chat-models')) return;
  const names = [...document.querySelectorAll('#chat-models input:checked')].map((box) => box.closest('label').querySelector('b').textContent);
  document.querySelector('.modelbtn .clip').textContent = names.length > 1 ? `${names.length} models` : (names[0] ?? 'Choose a model');
});

/* After sending, the next message can be written at once. */
document.addEventListener('htmx:after:swap', () => {
  if (document.activeElement === document.body && matchMedia('(pointer: fine)').matches) document.querySelector('[data-send]')?.focus();
});

/* Code is copied by a button of its own. */
function offerCopy(event) {
  const box = event.target.closest?.('.prose .code');
  if (!box || box.querySelector('button')) return;
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn sm copy', textContent: 'Copy' });
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(box.querySelector('pre').textContent);
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  });
  box.append(button);
}
document.addEventListener('pointerover', offerCopy);
document.addEventListener('focusin', offerCopy);
