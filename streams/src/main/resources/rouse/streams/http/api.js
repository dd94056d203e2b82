// What is asked of the status API, and how its events are followed.
const AGAIN_MS = 2000;

export async function ask(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' }, cache: 'no-store' });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail || answer.statusText);
  return body;
}

export const idPath = (id) => id.split('/').map(encodeURIComponent).join('/');

export const platformPath = (platform) => 'api/platforms/' + encodeURIComponent(platform);

// Follows all events. The browser resumes a stream that broke after the last event; it gives up when it was refused,
// as while the streams app starts, and then this does the same.
export function follow(take) {
  let source = null;
  let position = '';
  let timer = 0;
  let left = false;
  const seen = (event) => { position = event.lastEventId; };
  const open = () => {
    source = new EventSource('api/events' + (position ? '?after=' + encodeURIComponent(position) : ''));
    for (const name of ['following', 'current']) source.addEventListener(name, seen);
    for (const name of ['fact', 'decision']) {
      source.addEventListener(name, (event) => { seen(event); take(JSON.parse(event.data)); });
    }
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED && !left) timer = setTimeout(open, AGAIN_MS);
    });
  };
  open();
  // A page that was left is kept by the browser for the way back, with its stream: a browser opens six
  // connections to a host, so after six of these nothing would be answered any more.
  window.addEventListener('pagehide', () => { left = true; clearTimeout(timer); source.close(); });
  window.addEventListener('pageshow', (event) => { if (event.persisted) { left = false; open(); } });
}

// What has happened since then, of some types; ends when all is told that was there.
export function past(platform, types, since) {
  return new Promise((resolve, reject) => {
    const events = [];
    const query = new URLSearchParams({ platform, type: types.join(), since: since.toISOString() });
    const source = new EventSource('api/events?' + query);
    const end = (what) => { source.close(); what(events); };
    for (const name of ['fact', 'decision']) source.addEventListener(name, (event) => events.push(JSON.parse(event.data)));
    source.addEventListener('current', () => end(resolve));
    source.addEventListener('error', () => end(() => reject(new Error('the past cannot be read now'))));
  });
}
