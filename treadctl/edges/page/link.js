// The line to the belt room: a WebSocket that comes back by itself.

const RETRY_MS = 500;

let socket = null;

// Send one request. False if nobody can hear it now; nothing is kept for later.
export function say(request) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(request));
  return true;
}

// Keep the line up and hand each message to `hear`.
export function listen(hear) {
  socket = new WebSocket(`ws://${location.host}/ws`);
  socket.onmessage = (message) => hear(JSON.parse(message.data));
  socket.onclose = () => setTimeout(listen, RETRY_MS, hear);
}
