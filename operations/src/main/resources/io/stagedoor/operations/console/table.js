// A table that is sorted, shown by the page, and changed in place: what has the focus keeps it.

import {el, put, write} from './dom.js';
import {number} from './words.js';

const ROWS = 50;

/**
 * `columns`: {title, text(row), cell(row), value(row), kind, plain}. `text` tells whether a cell has changed; `value` is what it is sorted by, none for
 * a column that is not sorted; `cell` makes what is in it.
 */
export class Table {
  #columns;
  #key;
  #say;
  #rows = [];
  #shown = new Map();
  #sorted;
  #down;
  #page = 0;
  #body = el('tbody');
  #heads = [];
  #range = el('p', {class: 'range'});
  #back;
  #next;
  #pager;
  #empty;

  constructor({columns, key, label, sorted = 0, down = false, empty = 'Nothing here.', say = () => {}}) {
    this.#columns = columns;
    this.#key = key;
    this.#sorted = sorted;
    this.#down = down;
    this.#say = say;
    const head = el('tr');
    columns.forEach((column, i) => {
      const th = el('th', {scope: 'col', class: column.kind || null});
      if (column.value) {
        th.append(el('button', {type: 'button', class: 'sort', onclick: () => this.#sort(i)}, column.title,
          el('span', {class: 'arrow', 'aria-hidden': 'true'})));
      } else if (column.hiddenTitle) {
        th.append(el('span', {class: 'hidden-label'}, column.title));
      } else {
        th.append(column.title);
      }
      this.#heads.push(th);
      head.append(th);
    });
    this.#back = el('button', {type: 'button', onclick: () => this.#turn(-1)}, 'Previous');
    this.#next = el('button', {type: 'button', onclick: () => this.#turn(1)}, 'Next');
    this.#pager = el('div', {class: 'pager', role: 'group', 'aria-label': 'Pages of ' + label},
      this.#range, this.#back, this.#next);
    this.#empty = el('p', {class: 'empty'}, empty);
    this.element = el('div', {class: 'table'},
      el('div', {class: 'scroll', role: 'region', 'aria-label': label, tabindex: '0'},
        el('table', {}, el('caption', {class: 'hidden-label'}, label), el('thead', {}, head), this.#body)),
      this.#empty,
      this.#pager);
    this.#mark();
  }

  #sort(column) {
    this.#down = column === this.#sorted ? !this.#down : Boolean(this.#columns[column].down);
    this.#sorted = column;
    this.#page = 0;
    this.#mark();
    this.#draw();
    this.#say('Sorted by ' + this.#columns[column].title + (this.#down ? ', descending' : ', ascending'));
  }

  #mark() {
    this.#heads.forEach((th, i) => {
      if (i === this.#sorted) {
        th.setAttribute('aria-sort', this.#down ? 'descending' : 'ascending');
      } else {
        th.removeAttribute('aria-sort');
      }
    });
  }

  #turn(by) {
    this.#page += by;
    this.#draw();
    this.element.querySelector('.scroll').scrollTop = 0;
    if (document.activeElement?.disabled) {
      (by < 0 ? this.#next : this.#back).focus();
    }
    this.#say(this.#range.textContent);
  }

  /** The first page. */
  rewind() {
    this.#page = 0;
  }

  /** Shows these rows. */
  update(rows) {
    this.#rows = rows;
    this.#draw();
  }

  #draw() {
    const {value} = this.#columns[this.#sorted];
    const sign = this.#down ? -1 : 1;
    const sorted = this.#rows
      .map(row => ({row, by: value(row)}))
      .sort((a, b) => sign * (typeof a.by === 'number' ? a.by - b.by : a.by < b.by ? -1 : a.by > b.by ? 1 : 0));
    const pages = Math.max(1, Math.ceil(sorted.length / ROWS));
    this.#page = Math.min(Math.max(this.#page, 0), pages - 1);
    const from = this.#page * ROWS;
    const rows = sorted.slice(from, from + ROWS).map(one => one.row);
    const active = document.activeElement;
    const kept = new Map();
    let at = this.#body.firstElementChild;
    for (const row of rows) {
      let key = this.#key(row);
      while (kept.has(key)) { // two of the same id
        key += '+';
      }
      const shown = this.#shown.get(key) || this.#begin();
      shown.fill(row);
      kept.set(key, shown);
      if (shown.tr !== at) {
        this.#body.insertBefore(shown.tr, at);
      } else {
        at = at.nextElementSibling;
      }
    }
    for (const [key, shown] of this.#shown) {
      if (!kept.has(key)) {
        shown.tr.remove();
      }
    }
    this.#shown = kept;
    if (active && active !== document.activeElement && active.isConnected) {
      active.focus({preventScroll: true});
    }
    const one = sorted.length === 0;
    this.#empty.hidden = !one;
    this.element.querySelector('.scroll').hidden = one;
    this.#pager.hidden = pages === 1;
    write(this.#range, one ? '' : number(from + 1) + '–' + number(from + rows.length) + ' of ' + number(sorted.length));
    this.#back.disabled = this.#page === 0;
    this.#next.disabled = this.#page === pages - 1;
  }

  #begin() {
    const cells = this.#columns.map(column => el(column.head ? 'th' : 'td', {class: column.kind || null, scope: column.head ? 'row' : null}));
    const texts = [];
    const state = {row: null};
    return {
      tr: el('tr', {}, cells),
      fill: row => {
        state.row = row;
        this.#columns.forEach((column, i) => {
          const text = column.text(row);
          if (texts[i] !== text) {
            texts[i] = text;
            put(cells[i], column.cell(row, () => state.row));
          }
        });
      },
    };
  }
}
