// The page asks the status API and follows its events; it keeps no state that the API does not have.
import { ask, follow, platformPath } from './api.js';
import { closeDetail, followAddress, showFacts } from './detail.js';
import { PHASES, byId, counted, element, lasted, local, mark, renew } from './elements.js';
import { draw } from './graph.js';
import { filter, showInstances, showStates } from './instances.js';
import { listen, select } from './keys.js';
import { asked, instances, state } from './state.js';
import { askWhatIsNext, lacking, showAttention, showHosts, showSentence, showWorkers } from './summary.js';

const REFRESH_MS = 2000;
const LEAST_MS = 150; // between two refreshes, when events come thick and fast
const STALE_MS = 8000;
const LOG_LINES = 100;
const logged = new Set();
let drawn = '', refreshing = false, again = false;

function showGraph() {
  byId('graph').hidden = state.view !== 'graph';
  byId('instances').hidden = state.view === 'graph';
  byId('graph-legend').hidden = state.view !== 'graph' || !state.modules.some((module) => (module.restartsWith || []).length);
  if (state.view !== 'graph') return;
  const what = JSON.stringify(state.modules.map((module) => [module.module, module.alive, module.desired, module.dependsOn, module.restartsWith,
    module.instances.map((instance) => [instance.observed, instance.desired, instance.incident])]));
  if (what === drawn) return;
  const focused = document.activeElement && document.activeElement.dataset.module;
  byId('graph').replaceChildren(draw(state.modules));
  drawn = what;
  if (focused) [...byId('graph').querySelectorAll('.node')].find((node) => node.dataset.module === focused)?.focus();
}

function show(view) {
  state.view = view;
  for (const button of document.querySelectorAll('[data-view]')) {
    button.setAttribute('aria-pressed', String(button.dataset.view === view));
  }
  drawn = '';
  showGraph();
}

function showStatus(status, beats, servers, attention) {
  const observer = status.observer || { state: 'restoring' };
  const header = status.phase + observer.state;
  if (byId('phase').dataset.shown !== header) {
    byId('phase').dataset.shown = header;
    byId('phase').replaceChildren(mark(status.phase, PHASES));
    byId('observer').replaceChildren(
      element('span', 'observer ' + observer.state, observer.state === 'watching' ? 'good' : 'bad'));
  }
  showSentence(status);
  const all = instances();
  showInstances(all, state.now, beats.signs || {});
  showStates(all, state.only);
  filter(state.only, state.search);
  showGraph();
  showAttention(attention, all);
  showWorkers(status.modules, servers);
  showHosts(status.hosts || [], state.now);
  byId('modules').hidden = !all.length;
  empty(all.length ? '' : 'Platform ' + status.platform + ' is known, but nothing of it was declared or heard yet.');
}

function showIncidents(incidents) {
  const lines = incidents.slice(0, 50).map((incident) => {
    const line = element('li');
    line.tabIndex = 0;
    line.dataset.why = incident.incidentId;
    line.dataset.key = 'incident ' + incident.incidentId;
    line.dataset.incident = 'yes';
    const [sign, tone] = incident.outcome ? ['✔', 'good'] : ['▲', 'bad'];
    const took = incident.closedAt ? ', ' + lasted(incident.openedAt, incident.closedAt) : '';
    line.append(
      element('span', sign + ' ' + (incident.outcome || 'open'), tone),
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
  byId('phase').dataset.shown = '';
  for (const id of ['phase', 'observer', 'sentence']) byId(id).replaceChildren();
  for (const id of ['attention', 'workers', 'hosts', 'modules']) byId(id).hidden = true;
  showInstances([], 0, {});
  showIncidents([]);
}

function empty(text) {
  byId('empty').hidden = !text;
  byId('empty').textContent = text;
}

// First one that somebody declared; beats alone make a platform as well. One that is missing while its owner is away is waited for. One that is not known is said to be so, never shown as another.
function choose(platforms, missing) {
  const names = platforms.map((platform) => platform.platform);
  const first = platforms.find((platform) => platform.phase !== 'undeclared') || platforms[0];
  const stays = names.includes(state.platform) || (state.platform && missing.length);
  state.platform = asked().platform || (stays ? state.platform : first ? first.platform : '');
  if (names.join() !== state.names.join()) {
    state.names = names;
    byId('platform').replaceChildren(...names.map((name) => element('option', name)));
  }
  byId('platform').value = state.platform;
}

async function answer() {
  const { platforms, missing } = await ask('api/platforms');
  choose(platforms, missing);
  const status = platforms.find((platform) => platform.platform === state.platform);
  if (!status) {
    showNothing();
    showAttention(lacking(missing), []);
    empty(platforms.length || missing.length
      ? 'No platform ' + state.platform + ' is known' + (missing.length ? ' to those who answer.' : '; choose one above.')
      : 'No platform exists yet: start one with rouse up -f FILE, watch your own with rouse guard, or let a module beat.');
    return;
  }
  const base = platformPath(state.platform);
  const all = status.modules.flatMap((module) => module.instances);
  const workers = status.modules.some((module) => module.kind === 'worker');
  const [beats, incidents, servers] = await Promise.all([
    ask(base + '/beats'), ask(base + '/incidents?limit=1000'), workers ? ask(base + '/servers').catch(() => []) : [],
    askWhatIsNext(status.attention, all)]);
  const began = performance.now();
  state.now = Date.parse(status.at) || Date.now();
  state.modules = status.modules;
  state.incidents = incidents;
  showStatus(status, beats, servers, [...status.attention, ...lacking([...status.missing, ...missing])]);
  showIncidents(incidents);
  showFacts();
  performance.measure('refresh', { start: began });
}

async function refresh() {
  if (refreshing) { again = true; return; }
  refreshing = true;
  try {
    await answer();
    state.answered = Date.now();
    select(state.selected);
  } catch (problem) {
    byId('stale').dataset.why = problem.message;
  }
  showAge();
  setTimeout(() => {
    refreshing = false;
    if (again) { again = false; refresh(); }
  }, LEAST_MS);
}

function showAge() {
  const stale = Date.now() - state.answered > STALE_MS;
  document.body.classList.toggle('stale', stale);
  byId('stale').hidden = !stale;
  byId('stale').textContent = !stale ? '' : state.answered
    ? 'not current since ' + new Date(state.answered).toLocaleTimeString() : 'no answer: ' + (byId('stale').dataset.why || '');
}

function log(event) {
  if (event.platform !== state.platform || logged.has(event.id)) return;
  logged.add(event.id);
  const line = element('li');
  line.dataset.id = event.id;
  line.append(element('time', new Date(event.at).toLocaleTimeString()), ' ',
    element('strong', event.type.split('.').pop()), ' ' + local(event.summary));
  byId('log').prepend(line);
  while (byId('log').children.length > LOG_LINES) {
    logged.delete(byId('log').lastChild.dataset.id);
    byId('log').lastChild.remove();
  }
  refresh();
}

window.addEventListener('hashchange', () => {
  const { platform, incident } = asked();
  if (platform !== state.platform) { byId('log').replaceChildren(); logged.clear(); }
  if (incident) followAddress();
  else if (closeDetail()) select(state.selected, true);
  refresh();
});
window.addEventListener('pageshow', (event) => { if (event.persisted) refresh(); });
listen({ refresh, show });
follow(log);
setInterval(refresh, REFRESH_MS);
setInterval(showAge, 1000);
refresh().then(followAddress);
