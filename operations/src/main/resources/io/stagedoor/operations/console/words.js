// Numbers, times and names in words.

import {el, name, plain} from './dom.js';

const NUMBER = new Intl.NumberFormat('en');
const CLOCK = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const DAY = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit'});
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export const number = value => NUMBER.format(value);

export const counted = (count, thing) => number(count) + ' ' + thing + (count === 1 ? '' : 's');

/** A number of events a second. */
export function rate(value) {
  return value === 0 ? '0' : value < 10 ? value.toFixed(1) : number(Math.round(value));
}

export function bytes(value) {
  if (value === undefined) {
    return '–';
  }
  let size = value;
  let unit = 0;
  for (; size >= 1024 && unit < UNITS.length - 1; unit++) {
    size /= 1024;
  }
  return (unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)) + ' ' + UNITS[unit];
}

export function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) {
    return s + ' s';
  }
  if (s < 3600) {
    return Math.floor(s / 60) + ' min';
  }
  return s < 172800
    ? Math.floor(s / 3600) + ' h ' + Math.floor((s % 3600) / 60) + ' min'
    : Math.floor(s / 86400) + ' days';
}

/** A time in the zone of the browser, with UTC in the title. */
export function time(instant) {
  const date = new Date(instant);
  if (!instant || Number.isNaN(date.getTime())) {
    return el('span', {class: 'muted'}, '–');
  }
  const today = date.toDateString() === new Date().toDateString();
  return el('time', {datetime: date.toISOString(), title: date.toISOString().replace('T', ' ').replace('Z', ' UTC')},
    (today ? CLOCK : DAY).format(date));
}

/** Who somebody is, or says that he is. */
export function who(line) {
  if (line.subject) {
    return name(line.subject);
  }
  return line.claimed
    ? el('span', {}, el('span', {class: 'muted'}, 'claims '), name(line.claimed))
    : el('span', {class: 'muted'}, 'not known');
}

export const whoText = line => line.subject || (line.claimed ? 'claims ' + line.claimed : '');

/** Where something is: application, room and stream. */
export function where(line) {
  return [line.application, line.room, line.stream].filter(part => part).join('/');
}

/** The name of a reason as people read it, beside the name that the log has. */
export const reason = text => plain(text);
