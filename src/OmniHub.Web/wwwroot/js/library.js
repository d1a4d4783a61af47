/* Selecting many. Without it the bar is always there and works on what is ticked. */
const define = (name, element) => customElements.get(name) || customElements.define(name, element);

define(
  'select-many',
  class extends HTMLElement {
    connectedCallback() {
      this.bar = this.querySelector('[data-bar]');
      this.clear = this.querySelector('[data-clear]');
      this.projects = this.querySelector('[name=projectId]');
      this.options = [...(this.projects?.options ?? [])];
      this.clear.hidden = false;
      this.clear.addEventListener('click', () => this.none());
      this.addEventListener('change', (event) => event.target.name === 'ids' && this.show());
      this.addEventListener('click', (event) => event.target.name === 'ids' && this.range(event));
      this.addEventListener('keydown', (event) => this.key(event));
      this.watch = new MutationObserver(() => this.show());
      this.watch.observe(this.querySelector('ul'), { childList: true });
      this.show();
    }
    disconnectedCallback() {
      this.watch?.disconnect();
    }
    boxes() {
      return [...this.querySelectorAll('input[name=ids]')];
    }
    /* Shift takes everything between this one and the last. */
    range(event) {
      const boxes = this.boxes();
      this.at = boxes.indexOf(event.target);
      const [from, to] = [boxes.indexOf(this.last), this.at].sort((a, b) => a - b);
      if (event.shiftKey && from >= 0) boxes.slice(from, to + 1).forEach((box) => (box.checked = event.target.checked));
      this.last = event.target;
      this.show();
    }
    key(event) {
      if (event.key === 'Escape') this.none();
      if (event.key !== 'Enter' || event.target.name !== 'ids') return;
      event.preventDefault();
      this.act();
    }
    /* To what can be done with the selection, without walking through the grid. */
    act() {
      if (!this.bar.hidden) this.bar.querySelector('[formaction]').focus();
    }
    none() {
      this.boxes().forEach((box) => (box.checked = false));
      this.show();
    }
    show() {
      const chosen = this.boxes().filter((box) => box.checked);
      const text = `${chosen.length} selected`;
      const count = this.querySelector('[data-count]');
      if (count.textContent !== text) {
        count.textContent = text;
        this.querySelector('[data-said]').textContent = chosen.length ? `${text}. Press Enter for what can be done with them.` : '';
      }
      this.offer(new Set(chosen.map((box) => box.dataset.workspace)));
      if (chosen.length === 0 && this.bar.contains(document.activeElement)) this.rest();
      this.bar.hidden = chosen.length === 0;
    }
    /* Where one was in the grid. */
    rest() {
      const boxes = this.boxes();
      this.place = boxes[Math.min(this.at ?? 0, boxes.length - 1)] ?? document.getElementById('main');
      this.place.focus({ preventScroll: true });
    }
    /* A project holds work of its own workspace. */
    offer(places) {
      const near = this.options.filter((option) => !option.value || places.size === 0 || (places.size === 1 && places.has(option.dataset.workspace)));
      const value = this.projects?.value;
      const isShown = this.projects?.length === near.length && near.every((option, i) => option === this.projects.options[i]);
      if (!this.projects || isShown) return;
      this.projects.replaceChildren(...near);
      // While options leave, the browser chooses one of the rest.
      this.projects.value = near.some((option) => option.value === value) ? value : '';
    }
  },
);

/* The letter that leads to the selection; where single keys are switched off, Enter on a box does. */
document.addEventListener('keydown', (event) => {
  if (event.key !== 's' || event.ctrlKey || event.metaKey || event.altKey || /(?:^|; )keys=off/.test(document.cookie)) return;
  if (event.target.closest('input:not([type=checkbox]), textarea, select, [contenteditable], dialog')) return;
  document.querySelector('select-many')?.act();
});

/* After a deletion the focus is on its undo, and goes back to the grid when that leaves; never from where one has gone meanwhile. */
const toasts = document.getElementById('toasts');
const undoIn = (nodes) => [...nodes].map((node) => node.querySelector?.('[data-undo] button')).find(Boolean);
if (toasts) {
  new MutationObserver((changes) => {
    const [many, now] = [document.querySelector('select-many'), document.activeElement];
    for (const { addedNodes, removedNodes } of changes) {
      if (now === document.body || now === many?.place || many?.bar.contains(now)) undoIn(addedNodes)?.focus({ preventScroll: true });
      if (undoIn(removedNodes) && document.activeElement === document.body) many?.rest();
    }
  }).observe(toasts, { childList: true });
}

/* A day as the reader calls it. Days are those of the server's clock, in UTC. */
define(
  'local-day',
  class extends HTMLElement {
    connectedCallback() {
      const day = new Date(`${this.getAttribute('datetime')}T00:00:00Z`);
      const today = new Date(new Date().toISOString().slice(0, 10));
      const ago = Math.round((today - day) / 86400000);
      const year = day.getUTCFullYear() === today.getUTCFullYear() ? undefined : 'numeric';
      if (!isNaN(day)) this.textContent = ago === 0 ? 'Today' : ago === 1 ? 'Yesterday' : day.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year, timeZone: 'UTC' });
    }
  },
);

/* An undo that was taken leaves with its toast, after the swap: htmx swaps nothing for an element that is gone. */
document.addEventListener('htmx:finally:request', (event) => {
  const form = event.detail?.ctx?.sourceElement?.closest?.('[data-undo]');
  form?.closest('.toast')?.remove();
});
