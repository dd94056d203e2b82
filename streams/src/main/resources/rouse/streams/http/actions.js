// What an operator can do about a module: said before it is done, and done with the token where one is needed.
import { byId, element } from './elements.js';

const KEPT = 'rouse-token';
let doing = null;

function followers(module, modules) {
  const found = new Set();
  const visit = (name) => modules.filter((other) => (other.dependsOn || []).includes(name) && !found.has(other.module))
    .forEach((other) => { found.add(other.module); visit(other.module); });
  visit(module.module);
  return [...found];
}

const many = (count) => (count === 1 ? 'its instance' : 'its ' + count + ' instances, one after the other');

const EFFECTS = {
  restart: (module, modules) => {
    const others = followers(module, modules);
    return 'Replaces ' + many(module.instances.length) + ' of ' + module.module + '. ' + (others.length
      ? 'Of ' + others.join(', ') + ', those that ask to be restarted with it follow.' : 'Nothing depends on it.');
  },
  hold: (module) => 'Rouse leaves ' + module.module + ' alone: it does not restart it, whatever happens to it. What runs goes on running.',
  release: (module) => 'Rouse watches over ' + module.module + ' again, and starts what should run and does not.',
  scale: (module) => 'Starts or retires instances of ' + module.module + ' until there are so many; there are ' + module.desired + ' now.',
};

export function actionsFor(module) {
  const held = module.instances.some((instance) => instance.desired === 'held');
  const verbs = [held ? 'release' : 'hold', 'restart'];
  if (module.kind === 'worker') verbs.push('scale');
  return verbs.map((verb) => {
    const button = element('button', verb[0].toUpperCase() + verb.slice(1) + '…');
    button.type = 'button';
    button.dataset.verb = verb;
    return button;
  });
}

export function ask(platform, module, modules, verb) {
  doing = { platform, module: module.module, verb };
  byId('action-title').textContent = verb[0].toUpperCase() + verb.slice(1) + ' ' + module.module + '?';
  byId('action-effect').textContent = EFFECTS[verb](module, modules);
  byId('action-do').textContent = verb[0].toUpperCase() + verb.slice(1);
  byId('action-replicas').hidden = verb !== 'scale';
  byId('action-replicas').querySelector('input').value = module.desired;
  byId('action-for').hidden = verb !== 'hold' && verb !== 'scale';
  byId('action-reason').hidden = verb === 'release' || verb === 'scale';
  byId('action-token').hidden = !sessionStorage.getItem(KEPT);
  byId('action-token').querySelector('input').value = sessionStorage.getItem(KEPT) || '';
  say('');
  byId('action').showModal();
}

function say(text, tone) {
  byId('action-answer').textContent = text;
  byId('action-answer').className = tone || '';
}

function bodyOf({ verb }) {
  const body = { by: 'dashboard' };
  const reason = byId('action-reason').querySelector('input').value.trim();
  const lasts = byId('action-for').querySelector('select').value;
  if (reason && (verb === 'restart' || verb === 'hold')) body.reason = reason;
  if (lasts && (verb === 'hold' || verb === 'scale')) body.for = lasts;
  if (verb === 'scale') body.replicas = Number(byId('action-replicas').querySelector('input').value);
  return body;
}

async function send() {
  const token = byId('action-token').querySelector('input').value;
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  if (token) headers.Authorization = 'Bearer ' + token;
  const path = 'api/platforms/' + [doing.platform, 'modules', doing.module, doing.verb].map(encodeURIComponent).join('/');
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(bodyOf(doing)) });
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) {
    if (token) sessionStorage.setItem(KEPT, token);
    byId('action').close();
    return;
  }
  if (answer.status === 401 || answer.status === 403) {
    sessionStorage.removeItem(KEPT);
    byId('action-token').hidden = false;
    byId('action-token').querySelector('input').focus();
  }
  say(told.detail || answer.statusText, 'bad');
}

byId('action-do').addEventListener('click', () => send().catch((problem) => say(problem.message, 'bad')));
byId('action-cancel').addEventListener('click', () => byId('action').close());
