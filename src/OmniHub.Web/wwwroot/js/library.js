/* Selecting many. Without it the bar is always there and works on what is ticked. */
const define = (name, element) => customElements.get(name) || customElements.define(name, element);

define(
  'select-many',
  class extends HTMLElement {
    connectedCallback() {
      this.bar = this.querySelector('[data-bar]');
      this.clear = this.querySelector('[data-clear]');
      this.clear.hidden = false;
      this.clear.addEventListener('click', () => this.none());
      this.addEventListener('change', (event) => event.target.name === 'ids' && this.show());
      this.addEventListener('click', (event) => event.target.name === 'ids' && this.range(event));
      this.addEventListener('keydown', (event) => event.key === 'Escape' && this.none());
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
      const [from, to] = [boxes.indexOf(this.last), boxes.indexOf(event.target)].sort((a, b) => a - b);
      if (event.shiftKey && from >= 0) boxes.slice(from, to + 1).forEach((box) => (box.checked = event.target.checked));
      this.last = event.target;
      this.show();
    }
    none() {
      this.boxes().forEach((box) => (box.checked = false));
      this.show();
    }
    show() {
      const count = this.boxes().filter((box) => box.checked).length;
      this.bar.hidden = count === 0;
      this.querySelector('[data-count]').textContent = `${count} selected`;
    }
  },
);

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
