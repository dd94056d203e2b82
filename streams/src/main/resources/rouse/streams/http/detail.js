// One instance or incident: what it is, what can be done, why it is so.
import { actionsFor } from './actions.js';
import { ask, idPath } from './api.js';
import { ago, byId, element, lasted, local, mark, pair } from './elements.js';
import { history } from './history.js';
import { asked, moduleOf, state, uptime } from './state.js';

const HISTORY_MS = 15000;
let shown = null;

function scalingFacts({ scaling, desired }) {
  if (!scaling) return [];
  return [
    pair('Workers', desired + ' wanted, between ' + scaling.min + ' and ' + scaling.max),
    pair('Load', scaling.load || 'not known yet'),
    ...(scaling.last ? [pair('Last change', new Date(scaling.at).toLocaleTimeString() + ': ' + scaling.last)] : []),
  ];
}

function instanceFacts(module, instance) {
  return [
    pair('Observed', mark(instance.observed)), pair('Desired', instance.desired),
    pair('Since', instance.since ? new Date(instance.since).toLocaleString() : 'unknown'),
    pair('Uptime, 24 h', uptime(instance.instance)),
    pair('Last heard', ago(instance.lastHeard, state.now)), pair('Watched by', module.heartbeat || 'unknown'),
    pair('Incarnation', String(instance.incarnation)),
    pair('Container', (instance.containerId || 'none').slice(0, 12)), pair('Address', instance.ip || 'none'),
    pair('Needs', (module.dependsOn || []).join(', ') || 'nothing'),
    pair('Alive in the module', module.alive + ' of ' + module.desired),
    ...scalingFacts(module),
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

export function showFacts() {
  if (!shown || byId('detail').hidden) return;
  const name = shown.incident ? shown.incident.instance : shown.key;
  const module = moduleOf(name);
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

// An attempt is one row: the command, and below it what came of it until the next.
function incidentStory(incident) {
  const left = new Map((incident.evidence || []).map((evidence) => [evidence.id, evidence.log]));
  const lines = [];
  let attempt = null, count = 0;
  for (const entry of incident.timeline) {
    const kind = entry.type.split('.').pop();
    const line = left.has(entry.id)
      ? storyLine(entry.at, 'ContainerEvidence', left.get(entry.id) ? 'what the container wrote last' : 'the container wrote nothing', left.get(entry.id))
      : storyLine(entry.at, kind, entry.summary);
    if (kind === 'CommandIssued') {
      count++;
      const row = element('li', null, 'attempt');
      attempt = element('ol');
      attempt.append(line);
      row.append(element('div', 'Attempt ' + count, 'reason'), attempt);
      lines.push(row);
    } else if (attempt && kind !== 'IncidentClosed' && kind !== 'Quarantined') attempt.append(line);
    else { attempt = null; lines.push(line); }
  }
  return lines;
}

// Who was told of it, and what became of that.
function toldLines(story) {
  const told = new Map(story.flatMap((line) => line.told).map((one) => [one.recipient + ' ' + one.channel + ' ' + one.outcome, one]));
  const words = [...told.values()].map((one) => one.recipient + ' by ' + one.channel + ', ' + one.outcome);
  return [storyLine(null, 'Told:', words.join('; ') || 'nobody; x-rouse.notify or notify.operators name whom to tell')];
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

async function showHistory(key) {
  const module = moduleOf(key);
  const made = !module ? []
    : await history(state.platform, module.module, state.now).catch((problem) => [element('p', problem.message, 'bad')]);
  if (shown && shown.key === key) byId('detail-history').replaceChildren(...made);
}

// What stands still is not drawn anew while somebody points at it.
setInterval(() => {
  if (shown && !byId('detail').hidden && !byId('detail-history').matches(':hover')) showHistory(shown.key);
}, HISTORY_MS);

export async function explain({ why, key, incident }) {
  const list = byId('detail').querySelector('ol');
  byId('detail-history').replaceChildren();
  byId('detail-title').textContent = 'Why ' + why;
  shown = { key, incident: null };
  try {
    if (incident) {
      const [answer, cause] = await Promise.all([ask('api/incidents/' + idPath(why)), ask('api/why/' + idPath(why)).catch(() => ({ story: [] }))]);
      shown = { key, incident: answer };
      list.replaceChildren(...incidentStory(answer), ...toldLines(cause.story));
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
    showHistory(key);
  }
}

export function explainTarget(target) {
  if (target.dataset.incident) {
    location.hash = encodeURIComponent(state.platform) + '/incident/' + encodeURIComponent(target.dataset.why);
  } else {
    explain({ why: target.dataset.why, key: target.dataset.key });
  }
}

// Returns whether there was something to close.
export function closeDetail() {
  if (byId('detail').hidden) return false;
  byId('detail').hidden = true;
  shown = null;
  if (asked().incident) window.history.replaceState(null, '', '#' + encodeURIComponent(state.platform));
  return true;
}

export function followAddress() {
  const { incident } = asked();
  if (incident) explain({ why: incident, key: 'incident ' + incident, incident: true });
}
