/* The generator's own behaviours. Each element works as plain HTML first. */
const define = (name, element) => customElements.get(name) || customElements.define(name, element);

/* Pictures that are dropped on the prompt, or pasted into it, go to the file field beside it. */
define(
  'drop-zone',
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener('dragover', (event) => event.preventDefault());
      this.addEventListener('drop', (event) => this.take(event, event.dataTransfer));
      this.addEventListener('paste', (event) => this.take(event, event.clipboardData));
    }
    take(event, data) {
      const image = [...(data?.files ?? [])].find((file) => file.type.startsWith('image/'));
      if (!image) return;
      event.preventDefault();
      const field = document.getElementById(this.getAttribute('for'));
      const files = new DataTransfer();
      files.items.add(image);
      field.files = files.files;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
  },
);

/* Takes a model out of the lanes: unticks it in the picker, which is the form's one list of models. */
define(
  'pick-off',
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener('click', () => {
        const box = [...document.querySelectorAll('#picker input[name=models]')].find((input) => input.value === this.getAttribute('model'));
        if (!box) return;
        box.disabled = false;
        box.checked = false;
        box.dispatchEvent(new Event('change', { bubbles: true }));
      });
    }
  },
);

/* Narrows a list while one types; the list itself is already in the page. */
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

/* Searching is not a change of the run. */
document.addEventListener('change', (event) => event.target.id === 'picker-q' && event.stopPropagation(), true);

/* Why the last press was refused is said until somebody goes on writing or choosing. */
document.addEventListener('input', (event) => event.target.closest('#composer') && document.querySelector('#composer-notice .notice')?.remove());
