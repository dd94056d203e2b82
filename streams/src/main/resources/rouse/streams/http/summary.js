// How the platform is: one sentence, what needs attention, workers, executors.
import { ask, idPath } from './api.js';
import { SHAPES, ago, byId, counted, element, local, mark, meter, renew, shortName } from './elements.js';

const MOST_ASKED = 5;
const next = new Map();

const tone = (instance) => (SHAPES[instance.observed] || SHAPES.unknown)[1];

// How it is, in one sentence. What somebody paused or holds is nobody's fault, and is not on its way.
function sentence(status) {
  const all = status.modules.flatMap((module) => module.instances).filter((instance) => instance.desired !== 'gone');
  const good = all.filter((instance) => tone(instance) === 'good').length;
  const bad = all.filter((instance) => tone(instance) === 'bad');
  const paused = all.filter((instance) => instance.observed === 'paused').length;
  const coming = all.length - good - bad.length - paused;
  const held = all.filter((instance) => instance.desired === 'held').length;
  const blind = (status.observer || {}).state !== 'watching';
  const parts = [paused && paused + (paused === 1 ? ' is' : ' are') + ' paused', held && held + ' held'].filter(Boolean);
  const rest = parts.map((part) => ', ' + part).join('') + (blind ? '. Silence cannot be judged at present' : '') + '.';
  if (bad.length) {
    const names = bad.slice(0, 3).map((instance) => shortName(instance.instance) + ' is ' + instance.observed);
    return [names.join(', ') + (bad.length > 3 ? ' and ' + (bad.length - 3) + ' more are down' : '')
      + '; ' + good + ' of ' + all.length + ' are well' + rest, 'bad'];
  }
  if (!all.length) return ['', ''];
  if (!coming) {
    return [paused ? good + ' of ' + counted(all.length, 'instance', 'instances') + ' are alive' + rest
      : 'All is well: ' + counted(all.length, 'instance is', 'instances are') + ' alive' + rest, blind || paused ? 'busy' : 'good'];
  }
  return [counted(good, 'instance', 'instances') + ' of ' + all.length + ' are alive, '
    + (coming === 1 ? 'one is on its way' : coming + ' are on their way') + rest, 'busy'];
}

export function showSentence(status) {
  const [words, colour] = sentence(status);
  if (byId('sentence').textContent !== words) byId('sentence').textContent = words;
  byId('sentence').className = colour;
}

export const lacking = (missing) => missing.map(({ part, partitions, reason, standby, lag }) =>
  part + ' of partitions ' + partitions.join(', ') + (standby
    ? ' are told by a copy at ' + standby + ', ' + (lag ?? 'an unknown number of') + ' records behind: '
    : ' are missing: ') + reason);

// Each with its reason, and with what Rouse waits for or does next where the line is about an instance.
export function showAttention(lines, instances) {
  const known = new Map(instances.map((instance) => [instance.instance, instance]));
  renew(byId('attention').querySelector('ul'), lines.map((text) => {
    const id = text.split(' ')[0];
    const line = element('li');
    line.dataset.key = id + (known.has(id) ? '' : text);
    if (known.has(id)) {
      line.tabIndex = 0;
      line.dataset.why = known.get(id).incident || id;
    }
    line.append(element('span', '▲ ', 'bad'), local(text));
    if (next.has(id)) line.append(element('div', local(next.get(id)), 'reason'));
    return line;
  }));
  byId('attention').hidden = !lines.length;
}

export async function askWhatIsNext(lines, instances) {
  const known = new Set(instances.map((instance) => instance.instance));
  const asked = lines.map((text) => text.split(' ')[0]).filter((id) => known.has(id)).slice(0, MOST_ASKED);
  for (const id of [...next.keys()]) if (!asked.includes(id)) next.delete(id);
  await Promise.all(asked.map(async (id) => {
    const answer = await ask('api/why-not/' + idPath(id)).catch(() => null);
    if (answer) next.set(id, answer.summary);
  }));
}

// How a load balancer calls the states of its servers.
const SERVERS = [['UP', '●', 'good'], ['DOWN', '✖', 'bad'], ['DRAIN', '◐', 'busy'], ['MAINT', '‖', 'off'], ['no check', '●', 'good']];

export function showWorkers(modules, servers) {
  const scaled = modules.filter((module) => module.scaling);
  renew(byId('scaled'), scaled.map((module) => {
    const { min, max, value, target, metric, operator, load, last, at } = module.scaling;
    const line = element('li');
    line.dataset.key = module.module;
    line.tabIndex = 0;
    line.dataset.why = (module.instances[0] || {}).instance || module.module;
    line.append(element('strong', module.module),
      ' ' + module.alive + ' alive of ' + module.desired + ' wanted, between ' + min + ' and ' + max
      + (operator === null || operator === undefined ? '' : ', ' + operator + ' set by an operator') + ' ');
    if (value !== null && value !== undefined) line.append(meter(value, target, metric));
    line.append(element('div', [load || 'its load is not known yet', last && 'last change ' + new Date(at).toLocaleTimeString() + ': ' + last]
      .filter(Boolean).join('; '), 'reason'));
    return line;
  }));
  renew(byId('servers'), servers.map((server) => {
    const line = element('li');
    line.dataset.key = server.balancer + '/' + server.server;
    const known = SERVERS.find(([begin]) => server.status.startsWith(begin)) || [server.status, '?', 'off'];
    const sign = element('span', null, known[2]);
    sign.append(element('span', known[1], 'shape'), server.status);
    line.append(element('strong', server.server), sign,
      element('span', counted(server.sessions, 'session', 'sessions') + ', ' + server.queued + ' queued', server.queued ? 'busy' : null),
      element('span', server.address + ' at ' + server.balancer, 'faint'));
    return line;
  }));
  byId('servers').hidden = !servers.length;
  byId('workers').hidden = !scaled.length && !servers.length;
}

export function showHosts(hosts, now) {
  renew(byId('hosts').querySelector('ul'), hosts.map((host) => {
    const line = element('li');
    line.dataset.key = host.host;
    line.append(host.host + ' ', mark(host.observed), ' ', element('span', ago(host.lastHeard, now), 'faint'));
    return line;
  }));
  byId('hosts').hidden = !hosts.length;
}
