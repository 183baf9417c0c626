// Who is in: searched, sorted, by the page; and the end of what somebody has.

import {get, post} from './channel.js';
import {ask, say, show, tell} from './dialog.js';
import {el, name, plain, write} from './dom.js';
import {Table} from './table.js';
import {bytes, counted, number, span, time, who, whoText} from './words.js';

const MOST = 10000;
const MANY = 2000;
const STREAMS = 3;
const PAUSE = 150;

const place = one => [one.application, one.room].filter(part => part).join('/');

/** By what a session can be searched. */
const FIELDS = {
  '': one => [whoText(one), place(one), one.streams.join('\n'), one.id, one.address, one.protocol].join('\n'),
  subject: whoText,
  application: place,
  stream: one => one.streams.join('\n'),
  id: one => one.id,
  address: one => one.address,
  protocol: one => one.protocol,
};

function streams(one) {
  const shown = one.streams.slice(0, STREAMS).map(stream => {
    const isSent = one.published.includes(stream);
    return el('span', {class: 'stream'},
      el('span', {class: 'way ' + (isSent ? 'up' : 'down')}, isSent ? 'publishes' : 'plays'), ' ', name(stream, 40));
  });
  const left = one.streams.length - STREAMS;
  return el('span', {class: 'streams'}, shown, left > 0 ? el('span', {class: 'muted'}, '+' + left) : null);
}

/** The list of what is known of something. */
export function facts(list) {
  return el('dl', {class: 'facts'}, list.filter(one => one[1])
    .map(([title, value]) => [el('dt', {}, title), el('dd', {}, typeof value === 'string' ? name(value, 400) : value)]));
}

export class Sessions {
  title = 'Sessions';
  #sessions = [];
  #matched = 0;
  #search = el('input', {type: 'search', id: 'find', autocomplete: 'off', spellcheck: 'false', maxlength: '300', placeholder: 'Name, stream, id, address …'});
  #field = el('select', {id: 'field'}, [['', 'anything'], ['subject', 'subject'], ['application', 'application'], ['stream', 'stream'],
    ['id', 'id'], ['address', 'address'], ['protocol', 'protocol']].map(([value, text]) => el('option', {value}, 'in: ' + text)));
  #count = el('p', {class: 'muted', id: 'found'});
  #table = new Table({
    label: 'Sessions', say, key: one => [one.kind, one.protocol, one.application, one.id, one.since].join(' '), sorted: 4, down: true,
    empty: 'No session matches.',
    columns: [
      {title: 'Who', head: true, value: one => whoText(one).toLowerCase(), text: one => one.subject + '\n' + one.claimed,
        cell: (one, now) => el('button', {type: 'button', class: 'link-button', 'aria-haspopup': 'dialog', onclick: () => this.#details(now())}, who(one))},
      {title: 'Application', value: place, text: place, cell: one => name(place(one), 40)},
      {title: 'Streams', value: one => one.streams.join(' '), text: one => one.streams.join('\n') + '\n\n' + one.published.join('\n'), cell: streams},
      {title: 'From', kind: 'low', value: one => one.protocol + ' ' + one.address, text: one => one.protocol + ' ' + one.address,
        cell: one => el('span', {class: 'from'}, name(one.protocol, 20), ' ', el('span', {class: 'mono muted'}, name(one.address, 46)))},
      {title: 'Since', down: true, value: one => one.since || '', text: one => one.since || '', cell: one => time(one.since)},
      {title: 'Ends', kind: 'low', value: one => one.until || '~', text: one => one.until || '', cell: one => time(one.until)},
      {title: 'In / out', kind: 'number low', down: true, value: one => (one.bytesIn || 0) + (one.bytesOut || 0),
        text: one => bytes(one.bytesIn) + ' / ' + bytes(one.bytesOut), cell: one => bytes(one.bytesIn) + ' / ' + bytes(one.bytesOut)},
      {title: 'Id', kind: 'mono lower', value: one => one.id, text: one => one.id, cell: one => name(one.id || '–', 18)},
      {title: 'Act', hiddenTitle: true, kind: 'act', text: whoText, cell: (one, now) => el('button', {type: 'button', class: 'quiet',
        'aria-haspopup': 'dialog', onclick: () => this.#end(now()), 'aria-label': 'End the session of ' + plain(whoText(one) || one.id).slice(0, 80)}, 'End…')},
    ],
  });
  #timer = 0;

  constructor() {
    this.#search.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#filter(true), PAUSE);
    });
    this.#field.addEventListener('change', () => this.#filter(true));
    this.element = el('div', {},
      el('h1', {tabindex: '-1'}, this.title),
      el('div', {class: 'filters', role: 'search'},
        el('label', {for: 'find', class: 'hidden-label'}, 'Search sessions'), this.#search,
        el('label', {for: 'field', class: 'hidden-label'}, 'Search in'), this.#field, this.#count),
      el('section', {class: 'card flush', 'aria-label': 'Sessions'}, this.#table.element));
  }

  get pace() {
    return this.#sessions.length > MANY ? 15 : 4;
  }

  async poll() {
    const answer = await get('/v1/sessions', {limit: MOST});
    this.#sessions = answer.sessions;
    this.#matched = answer.matched;
    this.#filter(false);
  }

  #filter(isAsked) {
    const text = this.#search.value.trim().toLowerCase();
    const of = FIELDS[this.#field.value];
    const found = text ? this.#sessions.filter(one => of(one).toLowerCase().includes(text)) : this.#sessions;
    if (isAsked) {
      this.#table.rewind();
    }
    this.#table.update(found);
    const left = this.#matched - this.#sessions.length;
    write(this.#count, (text ? number(found.length) + ' of ' : '') + counted(this.#sessions.length, 'session')
      + (left > 0 ? '; ' + number(left) + ' more are not listed, see stagedoor sessions' : ''));
    if (isAsked) {
      say(counted(found.length, 'session') + ' found');
    }
  }

  #details(one) {
    return show('Session of ' + plain(whoText(one) || one.id || 'somebody').slice(0, 80), facts([
      [one.subject ? 'Subject' : 'Claims to be', one.subject || one.claimed],
      ['Issuer', one.issuer], ['Let in by', one.authenticator], ['Id', one.id], ['Kind', one.kind], ['Protocol', one.protocol],
      ['Application', one.application], ['Room', one.room],
      ['Publishes', one.published.join(', ')], ['Plays', one.streams.filter(stream => !one.published.includes(stream)).join(', ')],
      ['Address', one.address], ['Since', one.since ? time(one.since) : ''], ['Ends', one.until ? time(one.until) : 'at no set time'],
      ['Received', bytes(one.bytesIn)], ['Sent', bytes(one.bytesOut)],
    ]));
  }

  async #end(one) {
    const subject = one.subject || one.claimed;
    if (!one.id && !subject) {
      await show('The console cannot end this session', el('p', {}, 'It has neither an id nor a subject. stagedoor kick ends it by its application or stream.'));
      return;
    }
    const order = this.#order(one, subject);
    if (!await ask('End the session of ' + plain(whoText(one) || one.id).slice(0, 80) + '?', 'End it', order.fields)) {
      return;
    }
    let isEnded = false;
    try {
      const {ended} = await post('/v1/kick', order.filter());
      isEnded = true;
      const list = Object.entries(ended).map(([kind, count]) => counted(count, kind)).join(' and ');
      tell((list ? list + ' ended' : 'Nobody was in any more') + (order.block() ? '; kept out for ' + span(order.block()) + '.' : '.'));
    } catch (problem) {
      tell('Nothing was ended: ' + plain(problem.message), true);
    }
    await this.poll().catch(() => {});
    if (isEnded || document.activeElement === document.body) { // the button goes with its row
      this.#search.focus({preventScroll: true});
    }
  }

  /** What the dialog asks, and what follows from the answers. */
  #order(one, subject) {
    const same = this.#sessions.filter(other => subject && (other.subject || other.claimed) === subject).length;
    const choice = (value, checked, ...label) => el('label', {class: 'choice'}, el('input', {type: 'radio', name: 'whom', value, checked}), el('span', {}, label));
    const whom = el('fieldset', {}, el('legend', {}, 'What'),
      one.id ? choice('id', true, 'This ' + plain(one.kind) + ' in ', name(place(one), 60)) : null,
      subject ? choice('sub', !one.id, 'All that ', name(subject, 60), ' has: ' + counted(same, 'session')) : null);
    const block = el('select', {id: 'block'}, [['', 'no: it may come again at once'], ['600', 'for 10 minutes'], ['3600', 'for an hour'], ['86400', 'for a day']]
      .map(([value, text]) => el('option', {value}, text)));
    const follows = el('p', {class: 'follows', 'aria-live': 'polite'});
    const isSubject = () => whom.querySelector('input:checked')?.value === 'sub';
    const explain = () => write(follows, (isSubject()
      ? 'Ends every connection, WebSocket and player of this subject, in all applications. '
      : 'What it publishes or plays stops. ')
      + 'The client is told that the server has ended it. '
      + (block.value === ''
        ? 'It may come again while its credentials are good. '
        : 'Who is behind it stays out of all applications for that time, whatever token it shows. ')
      + 'The audit log will say who ordered it.');
    whom.addEventListener('change', explain);
    block.addEventListener('change', explain);
    explain();
    return {
      fields: [whom, el('p', {class: 'field'}, el('label', {for: 'block'}, 'Keep out'), block), follows],
      block: () => Number(block.value),
      filter: () => ({
        ...(isSubject() ? {sub: subject} : {id: one.id, app: one.application, protocol: one.protocol}),
        ...(block.value === '' ? {} : {block: block.value}),
      }),
    };
  }
}
