'use strict';
// The page asks the status API and follows its events; it keeps no state that the API does not have.
const REFRESH_MS = 2000;
const STALE_MS = 8000;
const LOG_LINES = 100;
const byId = (id) => document.getElementById(id);
const state = { platform: '', names: [], answered: 0, selected: '', incidents: [], refreshing: false, again: false };

async function ask(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' }, cache: 'no-store' });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail || answer.statusText);
  return body;
}

const idPath = (id) => id.split('/').map(encodeURIComponent).join('/');

function row(instance, now, sign) {
  const made = element('tr');
  made.tabIndex = 0;
  made.dataset.why = instance.incident || instance.instance;
  made.dataset.key = instance.instance;
  const observed = element('span');
  observed.append(mark(instance.observed));
  if (instance.reason) observed.append(element('div', instance.reason, 'reason'));
  made.append(
    cell('Instance', instance.instance.split('/').slice(1).join('/')),
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
    ...attention.map((line) => element('li', '▲ ' + line, 'bad')));
  byId('attention').hidden = !attention.length;
}

function showStatus(status, beats, missing) {
  const now = Date.parse(status.at) || Date.now();
  byId('phase').replaceChildren(mark(status.phase, PHASES));
  const observer = status.observer || { state: 'restoring' };
  byId('observer').replaceChildren(
    element('span', 'observer ' + observer.state, observer.state === 'watching' ? 'good' : 'bad'));
  const rows = status.modules.flatMap((module) => module.instances)
    .map((instance) => row(instance, now, (beats.signs || {})[instance.instance]));
  renew(byId('instances').tBodies[0], rows);
  showAttention([...status.attention, ...lacking([...status.missing, ...missing])]);
  byId('hosts').querySelector('ul').replaceChildren(...(status.hosts || []).map((host) => {
    const line = element('li');
    line.append(host.host + ' ', mark(host.observed), ' ', element('span', ago(host.lastHeard, now), 'faint'));
    return line;
  }));
  byId('hosts').hidden = !(status.hosts || []).length;
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
    line.append(
      element('span', shape + ' ' + (incident.outcome || 'open'), tone),
      ' ' + incident.instance + ' ' + incident.cause + ' ',
      element('time', new Date(incident.openedAt).toLocaleString()),
      ' ' + incident.attempts + (incident.attempts === 1 ? ' attempt' : ' attempts'));
    return line;
  });
  const none = element('li', 'No incident is remembered.', 'faint');
  none.dataset.key = 'none';
  renew(byId('incidents'), lines.length ? lines : [none]);
}

function showNothing() {
  for (const id of ['phase', 'observer']) byId(id).replaceChildren();
  for (const id of ['attention', 'hosts']) byId(id).hidden = true;
  byId('instances').tBodies[0].replaceChildren();
  showIncidents([]);
}

function empty(text) {
  byId('empty').hidden = !text;
  byId('empty').textContent = text;
}

// The address names the platform; one that is not known is said to be so, never shown as another.
function asked() {
  const name = location.hash.slice(1);
  try { return decodeURIComponent(name); } catch (malformed) { return name; }
}

// One that is missing while its owner is away is waited for.
function choose(names, missing) {
  const stays = names.includes(state.platform) || (state.platform && missing.length);
  state.platform = asked() || (stays ? state.platform : names[0] || '');
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
    } else {
      showNothing();
      showAttention(lacking(missing));
      empty(platforms.length || missing.length
        ? 'No platform ' + state.platform + ' is known' + (missing.length ? ' to those who answer.' : '; choose one above.')
        : 'No platform exists yet: start one with rouse up -f FILE, or let a module beat.');
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
    ? 'as of ' + Math.round(age / 1000) + ' s ago' : 'no answer: ' + (byId('stale').dataset.why || '');
}

/** Times in a sentence, in the time zone of whoever reads. */
const local = (text) => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => new Date(time).toLocaleTimeString());

function storyLine(at, what, text, log) {
  const line = element('li');
  if (at) { line.append(element('time', new Date(at).toLocaleTimeString()), ' '); }
  if (what) { line.append(element('strong', what), ' '); }
  line.append(local(text));
  if (log) { line.append(element('pre', log)); }
  return line;
}

async function story(id, incident) {
  if (incident) {
    const answer = await ask('api/incidents/' + idPath(id));
    const left = new Map((answer.evidence || []).map((evidence) => [evidence.id, evidence.log]));
    return answer.timeline.map((entry) => left.has(entry.id)
      ? storyLine(entry.at, 'ContainerEvidence', 'what the container wrote last', left.get(entry.id) || 'nothing')
      : storyLine(entry.at, entry.type.split('.').pop(), entry.summary));
  }
  if (!state.incidents.some((known) => known.incidentId === id || known.instance === id)) {
    const answer = await ask('api/why-not/' + idPath(id));
    return [...answer.holds.map((hold) => storyLine(null, 'Nothing is done now.', hold.text)),
      ...answer.conditions.map((text) => storyLine(null, 'To act:', text))];
  }
  const answer = await ask('api/why/' + idPath(id));
  return answer.story.map((line) => storyLine(line.at, line.rule, [line.text, ...line.told.map((told) =>
    'Told: ' + told.recipient + ' by ' + told.channel + ', ' + told.outcome + '.')].join(' '), line.evidence.join('\n')));
}

async function explain(target) {
  const id = target.dataset.why;
  const detail = byId('detail');
  byId('detail-title').textContent = 'Why ' + id;
  try {
    detail.querySelector('ol').replaceChildren(...await story(id, target.dataset.incident));
  } catch (problem) {
    detail.querySelector('ol').replaceChildren(element('li', problem.message, 'bad'));
  } finally {
    detail.hidden = false;
    byId('detail-title').focus();
  }
}

function closeDetail() {
  byId('detail').hidden = true;
  select(state.selected, true);
}

const choices = () => [...document.querySelectorAll('#instances tbody tr, #incidents li[data-why]')];

function select(key, focus) {
  for (const choice of choices()) {
    const chosen = choice.dataset.key === key && key !== '';
    choice.setAttribute('aria-selected', String(chosen));
    if (chosen && focus) choice.focus();
  }
  state.selected = key;
}

function move(step) {
  const all = choices();
  if (!all.length) return;
  const at = all.findIndex((choice) => choice.dataset.key === state.selected);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
  select(all[next].dataset.key, true);
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
  if (event.target.tagName === 'SELECT' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'j' || event.key === 'J') move(1);
  else if (event.key === 'k' || event.key === 'K') move(-1);
  else if (event.key === 'Enter' && event.target.dataset.why) { select(event.target.dataset.key); explain(event.target); }
  else if (event.key === 'Escape') closeDetail();
});
document.addEventListener('click', (event) => {
  const target = event.target.closest('[data-why]:not(#stale)');
  if (target) { select(target.dataset.key); explain(target); }
});
byId('platform').addEventListener('change', () => {
  location.hash = encodeURIComponent(byId('platform').value);
});
window.addEventListener('hashchange', () => {
  byId('log').replaceChildren();
  closeDetail();
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
refresh();
