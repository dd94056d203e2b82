// The page asks the status API and follows its events; it keeps no state that the API does not have.
import { PHASES, SHAPES, ago, bars, byId, cell, element, lasted, local, mark, renew } from './elements.js';
import { draw } from './graph.js';
import { actionsFor, ask as askFor } from './actions.js';

const REFRESH_MS = 2000;
const STALE_MS = 8000;
const LOG_LINES = 100;
const state = {
  platform: '', names: [], answered: 0, selected: '', incidents: [], modules: [], now: 0, drawn: '',
  view: 'table', only: '', search: '', shown: null, refreshing: false, again: false,
};

async function ask(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' }, cache: 'no-store' });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail || answer.statusText);
  return body;
}

const idPath = (id) => id.split('/').map(encodeURIComponent).join('/');
const shortName = (instance) => instance.split('/').slice(1).join('/');
const counted = (count, one, many) => count + ' ' + (count === 1 ? one : many);

// ---- what is shown ----

function row(instance, now, sign) {
  const made = element('tr');
  made.tabIndex = 0;
  made.dataset.why = instance.incident || instance.instance;
  made.dataset.key = instance.instance;
  made.dataset.state = instance.observed;
  const observed = element('span');
  observed.append(mark(instance.observed));
  if (instance.reason) observed.append(element('div', local(instance.reason), 'reason'));
  made.append(
    cell('Instance', shortName(instance.instance)),
    cell('Desired', instance.desired), cell('Observed', observed), cell('Beats', bars(sign)),
    cell('Last heard', ago(instance.lastHeard, now)), cell('Incarnation', String(instance.incarnation)),
    cell('Container', (instance.containerId || '').slice(0, 12)), cell('Address', instance.ip),
    cell('Incident', instance.incident));
  return made;
}

const lacking = (missing) => missing.map(({ part, partitions, reason }) =>
  part + ' of partitions ' + partitions.join(', ') + ' are missing: ' + reason);

function showAttention(attention) {
  byId('attention').querySelector('ul').replaceChildren(
    ...attention.map((line) => element('li', '▲ ' + local(line), 'bad')));
  byId('attention').hidden = !attention.length;
}

// How it is, in one sentence.
function sentence(status) {
  const all = status.modules.flatMap((module) => module.instances).filter((instance) => instance.desired !== 'gone');
  const good = all.filter((instance) => (SHAPES[instance.observed] || SHAPES.unknown)[1] === 'good').length;
  const bad = all.filter((instance) => (SHAPES[instance.observed] || SHAPES.unknown)[1] === 'bad');
  const held = all.filter((instance) => instance.desired === 'held').length;
  const blind = (status.observer || {}).state !== 'watching';
  const rest = (held ? ', ' + held + ' held' : '') + (blind ? '. Silence cannot be judged at present' : '') + '.';
  if (bad.length) {
    const names = bad.slice(0, 3).map((instance) => shortName(instance.instance) + ' is ' + instance.observed);
    return [names.join(', ') + (bad.length > 3 ? ' and ' + (bad.length - 3) + ' more are down' : '')
      + '; ' + good + ' of ' + all.length + ' are well' + rest, 'bad'];
  }
  if (!all.length) return ['', ''];
  if (good === all.length) {
    return ['All is well: ' + counted(all.length, 'instance is', 'instances are') + ' alive' + rest, blind ? 'busy' : 'good'];
  }
  return [counted(good, 'instance', 'instances') + ' of ' + all.length + ' are alive, the others are on their way' + rest, 'busy'];
}

function showSentence(status) {
  const [words, tone] = sentence(status);
  if (byId('sentence').textContent !== words) byId('sentence').textContent = words;
  byId('sentence').className = tone;
}

function showStates(instances) {
  const counts = new Map();
  instances.forEach(({ observed }) => counts.set(observed, (counts.get(observed) || 0) + 1));
  if (state.only && !counts.has(state.only)) counts.set(state.only, 0);
  renew(byId('states'), [...counts].sort().map(([observed, count]) => {
    const made = element('button');
    made.type = 'button';
    made.dataset.key = observed;
    made.dataset.only = observed;
    made.append(mark(observed), ' ' + count);
    return made;
  }));
  for (const button of byId('states').children) {
    button.setAttribute('aria-pressed', String(button.dataset.only === state.only));
  }
}

// A row that is filtered out stays, so that what is selected or focused is not lost.
function filter() {
  const words = state.search.toLowerCase();
  let shown = 0;
  for (const line of byId('instances').tBodies[0].rows) {
    const fits = (!state.only || line.dataset.state === state.only)
      && (!words || line.textContent.toLowerCase().includes(words));
    line.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  byId('nothing-found').hidden = shown > 0 || !byId('instances').tBodies[0].rows.length;
}

function showGraph() {
  byId('graph').hidden = state.view !== 'graph';
  byId('instances').hidden = state.view === 'graph';
  if (state.view !== 'graph') return;
  const what = JSON.stringify(state.modules.map((module) => [module.module, module.alive, module.desired, module.dependsOn,
    module.instances.map((instance) => [instance.observed, instance.desired, instance.incident])]));
  if (what === state.drawn) return;
  const focused = document.activeElement && document.activeElement.dataset.module;
  byId('graph').replaceChildren(draw(state.modules));
  state.drawn = what;
  if (focused) [...byId('graph').querySelectorAll('.node')].find((node) => node.dataset.module === focused)?.focus();
}

function showStatus(status, beats, missing) {
  const now = Date.parse(status.at) || Date.now();
  state.now = now;
  state.modules = status.modules;
  byId('phase').replaceChildren(mark(status.phase, PHASES));
  const observer = status.observer || { state: 'restoring' };
  byId('observer').replaceChildren(
    element('span', 'observer ' + observer.state, observer.state === 'watching' ? 'good' : 'bad'));
  showSentence(status);
  const instances = status.modules.flatMap((module) => module.instances);
  const rows = instances.map((instance) => row(instance, now, (beats.signs || {})[instance.instance]));
  renew(byId('instances').tBodies[0], rows);
  showStates(instances);
  filter();
  showGraph();
  showAttention([...status.attention, ...lacking([...status.missing, ...missing])]);
  byId('hosts').querySelector('ul').replaceChildren(...(status.hosts || []).map((host) => {
    const line = element('li');
    line.append(host.host + ' ', mark(host.observed), ' ', element('span', ago(host.lastHeard, now), 'faint'));
    return line;
  }));
  byId('hosts').hidden = !(status.hosts || []).length;
  byId('modules').hidden = !rows.length;
  empty(rows.length ? '' : 'Platform ' + status.platform + ' is known, but nothing of it was declared or heard yet.');
}

function showIncidents(incidents) {
  state.incidents = incidents;
  const lines = incidents.slice(0, 50).map((incident) => {
    const line = element('li');
    line.tabIndex = 0;
    line.dataset.why = incident.incidentId;
    line.dataset.key = 'incident ' + incident.incidentId;
    line.dataset.incident = 'yes';
    const [shape, tone] = incident.outcome ? ['✔', 'good'] : ['▲', 'bad'];
    const took = incident.closedAt ? ', ' + lasted(incident.openedAt, incident.closedAt) : '';
    line.append(
      element('span', shape + ' ' + (incident.outcome || 'open'), tone),
      ' ' + incident.instance + ' ' + incident.cause + ' ',
      element('time', new Date(incident.openedAt).toLocaleString()),
      ' ' + counted(incident.attempts, 'attempt', 'attempts') + took);
    return line;
  });
  const none = element('li', 'No incident is remembered.', 'faint');
  none.dataset.key = 'none';
  renew(byId('incidents'), lines.length ? lines : [none]);
}

function showNothing() {
  state.modules = [];
  for (const id of ['phase', 'observer', 'sentence']) byId(id).replaceChildren();
  for (const id of ['attention', 'hosts', 'modules']) byId(id).hidden = true;
  byId('instances').tBodies[0].replaceChildren();
  showIncidents([]);
}

function empty(text) {
  byId('empty').hidden = !text;
  byId('empty').textContent = text;
}

// ---- where the page is: #platform, or #platform/incident/ID for a link to one ----

function asked() {
  const [name, kind, ...rest] = location.hash.slice(1).split('/');
  const plain = (text) => { try { return decodeURIComponent(text); } catch (malformed) { return text; } };
  return { platform: plain(name), incident: kind === 'incident' ? plain(rest.join('/')) : '' };
}

// One that is missing while its owner is away is waited for. One that is not known is said to be so, never shown as another.
function choose(names, missing) {
  const stays = names.includes(state.platform) || (state.platform && missing.length);
  state.platform = asked().platform || (stays ? state.platform : names[0] || '');
  if (names.join() !== state.names.join()) {
    state.names = names;
    byId('platform').replaceChildren(...names.map((name) => element('option', name)));
  }
  byId('platform').value = state.platform;
}

async function refresh() {
  if (state.refreshing) { state.again = true; return; }
  state.refreshing = true;
  try {
    const { platforms, missing } = await ask('api/platforms');
    choose(platforms.map((platform) => platform.platform), missing);
    const status = platforms.find((platform) => platform.platform === state.platform);
    if (status) {
      const base = 'api/platforms/' + encodeURIComponent(state.platform);
      const [beats, incidents] = await Promise.all([ask(base + '/beats'), ask(base + '/incidents')]);
      showStatus(status, beats, missing);
      showIncidents(incidents);
      showFacts();
    } else {
      showNothing();
      showAttention(lacking(missing));
      empty(platforms.length || missing.length
        ? 'No platform ' + state.platform + ' is known' + (missing.length ? ' to those who answer.' : '; choose one above.')
        : 'No platform exists yet: start one with rouse up -f FILE, watch your own with rouse guard, or let a module beat.');
    }
    state.answered = Date.now();
    select(state.selected);
  } catch (problem) {
    byId('stale').dataset.why = problem.message;
  } finally {
    state.refreshing = false;
    showAge();
    if (state.again) { state.again = false; refresh(); }
  }
}

function showAge() {
  const age = Date.now() - state.answered;
  const stale = age > STALE_MS;
  document.body.classList.toggle('stale', stale);
  byId('stale').hidden = !stale;
  byId('stale').textContent = state.answered
    ? 'not current: as of ' + Math.round(age / 1000) + ' s ago' : 'no answer: ' + (byId('stale').dataset.why || '');
}

// ---- one instance or incident: what it is, what can be done, why it is so ----

function pair(name, content) {
  const made = element('div');
  const value = element('dd');
  value.append(content);
  made.append(element('dt', name), value);
  return made;
}

function instanceFacts(module, instance) {
  return [
    pair('Observed', mark(instance.observed)), pair('Desired', instance.desired),
    pair('Since', instance.since ? new Date(instance.since).toLocaleString() : 'unknown'),
    pair('Last heard', ago(instance.lastHeard, state.now)), pair('Watched by', module.heartbeat || 'unknown'),
    pair('Incarnation', String(instance.incarnation)),
    pair('Container', (instance.containerId || 'none').slice(0, 12)), pair('Address', instance.ip || 'none'),
    pair('Needs', (module.dependsOn || []).join(', ') || 'nothing'),
    pair('Alive in the module', module.alive + ' of ' + module.desired),
  ];
}

function incidentFacts(incident) {
  return [
    pair('Outcome', incident.outcome || 'open'), pair('Cause', incident.cause), pair('Instance', incident.instance),
    pair('Opened', new Date(incident.openedAt).toLocaleString()),
    pair('Took', incident.closedAt ? lasted(incident.openedAt, incident.closedAt) : 'not over'),
    pair('Attempts', String(incident.attempts)),
  ];
}

function showFacts() {
  const shown = state.shown;
  if (!shown || byId('detail').hidden) return;
  const name = shown.incident ? shown.incident.instance : shown.key;
  const module = state.modules.find((one) => one.instances.some((instance) => instance.instance === name));
  const instance = module && module.instances.find((one) => one.instance === name);
  byId('detail-facts').replaceChildren(...(shown.incident ? incidentFacts(shown.incident) : instance ? instanceFacts(module, instance) : []));
  const verbs = module && instance && instance.desired !== 'adopted' ? actionsFor(module) : [];
  const same = [...byId('detail-actions').children].map((button) => button.dataset.verb).join() === verbs.map((button) => button.dataset.verb).join();
  if (!same) byId('detail-actions').replaceChildren(...verbs);
  byId('detail-actions').dataset.module = module ? module.module : '';
}

function storyLine(at, what, text, log) {
  const line = element('li');
  if (at) line.append(element('time', new Date(at).toLocaleTimeString()), ' ');
  if (what) line.append(element('strong', what), ' ');
  line.append(local(text));
  if (log) line.append(element('pre', log));
  return line;
}

function incidentStory(incident) {
  const left = new Map((incident.evidence || []).map((evidence) => [evidence.id, evidence.log]));
  return incident.timeline.map((entry) => (left.has(entry.id)
    ? storyLine(entry.at, 'ContainerEvidence', 'what the container wrote last', left.get(entry.id) || 'nothing')
    : storyLine(entry.at, entry.type.split('.').pop(), entry.summary)));
}

// Of what has not failed: why nothing is done about it.
async function whyNot(id) {
  const answer = await ask('api/why-not/' + idPath(id));
  return [...answer.holds.map((hold) => storyLine(null, 'Nothing is done now.', hold.text)),
    ...answer.conditions.map((text) => storyLine(null, 'To act:', text))];
}

async function whySo(id) {
  const answer = await ask('api/why/' + idPath(id));
  return answer.story.map((line) => storyLine(line.at, line.rule, [line.text, ...line.told.map((told) =>
    'Told: ' + told.recipient + ' by ' + told.channel + ', ' + told.outcome + '.')].join(' '), line.evidence.join('\n')));
}

async function explain({ why, key, incident }) {
  const list = byId('detail').querySelector('ol');
  byId('detail-title').textContent = 'Why ' + why;
  state.shown = { key, incident: null };
  try {
    if (incident) {
      const answer = await ask('api/incidents/' + idPath(why));
      state.shown = { key, incident: answer };
      list.replaceChildren(...incidentStory(answer));
    } else {
      const failed = state.incidents.some((known) => known.incidentId === why || known.instance === why);
      list.replaceChildren(...await (failed ? whySo(why) : whyNot(why)));
    }
  } catch (problem) {
    list.replaceChildren(element('li', problem.message, 'bad'));
  } finally {
    byId('detail').hidden = false;
    showFacts();
    byId('detail-title').focus();
  }
}

const explainTarget = (target) => {
  if (target.dataset.incident) {
    location.hash = encodeURIComponent(state.platform) + '/incident/' + encodeURIComponent(target.dataset.why);
  } else {
    explain({ why: target.dataset.why, key: target.dataset.key });
  }
};

function closeDetail() {
  if (byId('detail').hidden) return;
  byId('detail').hidden = true;
  state.shown = null;
  if (asked().incident) history.replaceState(null, '', '#' + encodeURIComponent(state.platform));
  select(state.selected, true);
}

function followAddress() {
  const { incident } = asked();
  if (incident) explain({ why: incident, key: 'incident ' + incident, incident: true });
}

// ---- keys and the pointer ----

const choices = () => [...document.querySelectorAll('#instances tbody tr:not([hidden]), #graph .node, #incidents li[data-why]')]
  .filter((choice) => choice.getClientRects().length);

function select(key, focus) {
  for (const choice of document.querySelectorAll('#instances tbody tr, #incidents li[data-why]')) {
    const chosen = String(choice.dataset.key === key && key !== '');
    choice.setAttribute(choice.tagName === 'TR' ? 'aria-selected' : 'aria-current', chosen);
  }
  if (focus) choices().find((choice) => choice.dataset.key === key)?.focus();
  state.selected = key;
}

function move(step) {
  const all = choices();
  if (!all.length) return;
  const at = all.findIndex((choice) => choice.dataset.key === state.selected);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
  select(all[next].dataset.key, true);
}

function show(view) {
  state.view = view;
  for (const button of document.querySelectorAll('[data-view]')) {
    button.setAttribute('aria-pressed', String(button.dataset.view === view));
  }
  state.drawn = '';
  showGraph();
}

function log(event) {
  const body = JSON.parse(event.data);
  if (body.platform !== state.platform) return;
  const line = element('li');
  line.append(element('time', new Date(body.at).toLocaleTimeString()), ' ',
    element('strong', body.type.split('.').pop()), ' ' + (body.body.instance || '') + ' ' + (body.body.reason || ''));
  byId('log').prepend(line);
  while (byId('log').children.length > LOG_LINES) byId('log').lastChild.remove();
  refresh();
}

document.addEventListener('keydown', (event) => {
  if (document.querySelector('dialog[open]') || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') {
    if (event.target.id === 'search') event.target.blur();
    closeDetail();
    return;
  }
  if (['SELECT', 'INPUT'].includes(event.target.tagName)) return;
  const key = event.key.toLowerCase();
  if (key === 'j') move(1);
  else if (key === 'k') move(-1);
  else if (key === 'g') show(state.view === 'graph' ? 'table' : 'graph');
  else if (key === '/') { event.preventDefault(); byId('search').focus(); }
  else if (key === '?') byId('help').showModal();
  else if (event.key === 'Enter' && event.target.dataset.why) { select(event.target.dataset.key); explainTarget(event.target); }
});
document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button && button.dataset.view) show(button.dataset.view);
  else if (button && button.dataset.only) { state.only = state.only === button.dataset.only ? '' : button.dataset.only; refresh(); }
  else if (button && button.dataset.verb) {
    const module = state.modules.find((one) => one.module === byId('detail-actions').dataset.module);
    if (module) askFor(state.platform, module, state.modules, button.dataset.verb);
  } else {
    const target = event.target.closest('[data-why]:not(#stale)');
    if (target) { select(target.dataset.key); explainTarget(target); }
  }
});
byId('platform').addEventListener('change', () => {
  location.hash = encodeURIComponent(byId('platform').value);
});
byId('search').addEventListener('input', () => { state.search = byId('search').value.trim(); filter(); });
byId('show-all').addEventListener('click', () => {
  state.only = state.search = byId('search').value = '';
  refresh();
});
byId('detail-close').addEventListener('click', closeDetail);
byId('help-open').addEventListener('click', () => byId('help').showModal());
byId('help-close').addEventListener('click', () => byId('help').close());
byId('signs').append(...Object.keys(SHAPES).map((name) => { const line = element('li'); line.append(mark(name)); return line; }));
window.addEventListener('hashchange', () => {
  const { platform, incident } = asked();
  if (platform !== state.platform) byId('log').replaceChildren();
  if (incident) followAddress();
  else closeDetail();
  refresh();
});

// A page that was left is kept by the browser for the way back, with its stream: a browser opens six
// connections to a host, so after six of these nothing would be answered any more.
let events;
function follow() {
  events = new EventSource('api/events');
  events.addEventListener('fact', log);
  events.addEventListener('decision', log);
}
window.addEventListener('pagehide', () => events.close());
window.addEventListener('pageshow', (event) => { if (event.persisted) { follow(); refresh(); } });
follow();
setInterval(refresh, REFRESH_MS);
setInterval(showAge, 1000);
refresh().then(followAddress);
