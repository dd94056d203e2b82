// What the page knows: all of it comes from the API, but for what a person chose to look at.
export const state = {
  platform: '', names: [], answered: 0, now: 0, modules: [], incidents: [],
  selected: '', view: 'table', only: '', search: '',
};

// Where the page is: #platform, or #platform/incident/ID for a link to one.
export function asked() {
  const [name, kind, ...rest] = location.hash.slice(1).split('/');
  const plain = (text) => { try { return decodeURIComponent(text); } catch (malformed) { return text; } };
  return { platform: plain(name), incident: kind === 'incident' ? plain(rest.join('/')) : '' };
}

export const instances = () => state.modules.flatMap((module) => module.instances);

export const moduleOf = (instance) =>
  state.modules.find((module) => module.instances.some((one) => one.instance === instance));

const DAY_MS = 24 * 3600 * 1000;

// Share of the last day in which no incident of the instance was open.
export function uptime(instance) {
  const from = state.now - DAY_MS;
  const down = state.incidents.filter((incident) => incident.instance === instance).reduce((sum, incident) => {
    const opened = Math.max(from, Date.parse(incident.openedAt));
    const closed = incident.closedAt ? Date.parse(incident.closedAt) : state.now;
    return sum + Math.max(0, closed - opened);
  }, 0);
  const share = 100 * (1 - Math.min(down, DAY_MS) / DAY_MS);
  return (share === 100 ? '100' : Math.min(99.99, share).toFixed(2)) + ' %';
}
