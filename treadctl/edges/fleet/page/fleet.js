// The gym's table, asked for once a second. What nobody can say is a dash, never a 0.

const EVERY_MS = 1000;
const TOO_LONG_MS = 3000;
const DASH = "–";
const rows = new Map();

const clock = (instant) => new Date(instant).toLocaleTimeString();
const yesNo = (value, yes, no) => (value === undefined ? DASH : value ? yes : no);

function belt(one) {
  if (one.state !== "away") return one.state;
  if (one.away_since) return `away since ${clock(one.away_since)}`;
  return one.last_heard ? `away, last heard ${new Date(one.last_heard).toLocaleString()}` : "away";
}

function lastStop(stop) {
  if (!stop) return DASH;
  const parts = [stop.cause.replaceAll("_", " ")];
  if (stop.at) parts.push(clock(stop.at));
  if (stop.written_ms !== undefined) parts.push(`sent in ${stop.written_ms} ms`);
  if (stop.standing_s !== undefined) parts.push(`stood after ${stop.standing_s} s`);
  return parts.join(", ");
}

function cells(one) {
  return [
    belt(one),
    yesNo(one.walker, "yes", "no"),
    lastStop(one.last_stop),
    yesNo(one.linked, "in reach", "OUT OF REACH"),
    one.pain_button ?? DASH,
    one.version ?? DASH,
    one.alarms.join(" ") || "none",
  ];
}

async function stop(name) {
  const note = document.getElementById("note");
  note.textContent = `Stopping ${name} …`;
  try {
    const address = `/api/v1/stop?machine=${encodeURIComponent(name)}`;
    const reply = await (await fetch(address, { method: "POST", keepalive: true })).json();
    note.textContent = reply.stands ? `${name} stands.` : `${name}: ${reply.reason}`;
  } catch {
    note.textContent = `${name}: this page lost its program. Go to the machine.`;
  }
}

function made(name) {
  const row = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name;
  row.append(head, ...Array.from({ length: 8 }, () => document.createElement("td")));
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Stop";
  button.setAttribute("aria-label", `Stop ${name}`);
  button.addEventListener("click", () => stop(name));
  row.lastChild.append(button);
  return row;
}

function shown(one) {
  const name = `${one.site}/${one.machine}`;
  const row = rows.get(name) ?? made(name);
  rows.set(name, row);
  cells(one).forEach((text, place) => {
    const cell = row.children[place + 1];
    if (cell.textContent !== text) cell.textContent = text;
  });
  row.className = one.alarms.length ? "alarm" : one.state;
  return row;
}

function reach(why) {
  const line = document.getElementById("reach"); // what came of a stop has a line of its own
  if (line.textContent !== why) line.textContent = why;
}

function lost(why) {
  reach(why);
  for (const row of rows.values()) {
    row.className = "unknown";
    for (const cell of [...row.children].slice(1, -1)) cell.textContent = DASH;
  }
}

async function look() {
  try {
    const asked = await fetch("/api/v1/fleet", { signal: AbortSignal.timeout(TOO_LONG_MS) });
    const found = await asked.json();
    const body = document.getElementById("machines");
    const wanted = found.machines.map(shown);
    if (wanted.some((row, place) => body.children[place] !== row)) body.replaceChildren(...wanted);
    reach(found.broker.linked ? "" : `The broker is away: ${found.broker.why}.`);
  } catch {
    lost("This page lost its program. Nothing is known of any machine.");
  }
  setTimeout(look, EVERY_MS);
}

look();
