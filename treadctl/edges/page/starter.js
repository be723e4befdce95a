// Did this page start the walk under way? Then it is the walker's stop button, and only then: a
// page that somebody else looks at must not vouch for a screen that is gone.

const KEY = "walk-started-here"; // of this page alone; it outlives a reload

let walkSeen = true;

// The start that this page asked for was accepted.
export function started(profile) {
  walkSeen = false; // a snapshot from before may still be on its way
  sessionStorage.setItem(KEY, JSON.stringify({ profile, elapsed_s: 0 }));
}

// Keep up with the walk that is shown, undefined without one.
export function follow(walk) {
  if (walk && startedHere(walk)) {
    const { profile, elapsed_s } = walk;
    sessionStorage.setItem(KEY, JSON.stringify({ profile, elapsed_s }));
  } else if (walk || walkSeen) {
    sessionStorage.removeItem(KEY);
  }
  walkSeen = walk !== undefined;
}

// May this page say that there is a stop button? Without a walk every page may.
export function vouches(walk) {
  return walk === undefined || startedHere(walk);
}

// A walk goes on where it was; one that is less far is another.
function startedHere(walk) {
  const mine = JSON.parse(sessionStorage.getItem(KEY));
  return mine !== null && mine.profile === walk.profile && walk.elapsed_s >= mine.elapsed_s;
}
