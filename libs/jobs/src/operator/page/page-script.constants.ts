import { deadLettersScript } from './dead-letters-script.constants';
import { oneJobScript } from './one-job-script.constants';
import { queuesScript } from './queues-script.constants';

/** Whatever comes from the service is put into the page as text, never as markup. */
const groundwork = String.raw`
const byId = (id) => document.getElementById(id);
const kept = 'operator-token';
let token = sessionStorage.getItem(kept);
let timer;

function make(tag, attributes = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...content);
  return element;
}

function button(text, act) {
  const made = make('button', { type: 'button' }, text);
  made.addEventListener('click', () => attempt(act, made));
  return made;
}

function tell(text, isAlarm = false) {
  byId('told').textContent = text;
  byId('told').className = isAlarm ? 'alarm' : '';
}

const timeOf = (text) => (text === null ? 'never' : new Date(text).toLocaleString());

async function ask(method, path, body) {
  const headers = { authorization: 'Bearer ' + token, ...(body && { 'content-type': 'application/json' }) };
  const options = { method, headers, body: body && JSON.stringify(body), cache: 'no-store' };
  const answer = await fetch('jobs/' + path, options).catch(() => {
    throw new Error('The service does not answer.');
  });
  const json = answer.status === 204 ? undefined : await answer.json();
  if (answer.ok) return json;
  if (answer.status === 401) leave();
  throw new Error(answer.status === 401 ? 'This is not the token.' : json.message);
}

/** One at a time; what went wrong is said where a screen reader hears it. */
async function attempt(act, control) {
  if (control) control.disabled = true;
  try {
    await act();
  } catch (error) {
    tell(error.message, true);
  } finally {
    if (control) control.disabled = false;
  }
}
`;

const door = String.raw`
function leave() {
  clearInterval(timer);
  token = null;
  sessionStorage.removeItem(kept);
  for (const id of ['room', 'forget']) byId(id).hidden = true;
  for (const id of ['queues', 'dead', 'found']) byId(id).replaceChildren();
  byId('door').hidden = false;
  byId('token').focus();
}

async function enter() {
  await showQueues();
  sessionStorage.setItem(kept, token);
  byId('door').hidden = true;
  for (const id of ['room', 'forget']) byId(id).hidden = false;
  await lookAtDead();
  timer = setInterval(() => document.hidden || attempt(showQueues), 5000);
}

byId('door').addEventListener('submit', (event) => {
  event.preventDefault();
  token = byId('token').value.trim();
  byId('token').value = '';
  tell('');
  attempt(enter);
});
byId('forget').addEventListener('click', () => {
  leave();
  tell('The token is forgotten.');
});
if (token) attempt(enter);
else leave();
`;

/** What the page does, without a library and without a build. */
export const pageScript = [groundwork, queuesScript, deadLettersScript, oneJobScript, door].join('');
