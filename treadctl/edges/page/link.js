// The line to the belt room: a WebSocket that comes back by itself.

const RETRY_MS = 500;

let socket = null;
let said = 0; // on this line
let waiting = new Map();

// Send one request. False if nobody can hear it now; nothing is kept for later.
// `accepted` is called once the belt room did what was asked.
export function say(request, accepted) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(request));
  said += 1;
  if (accepted) waiting.set(said, accepted);
  return true;
}

// Keep the line up and hand each message to `hear`. `page` is the name that this page goes by.
export function listen(hear, page) {
  socket = new WebSocket(`ws://${location.host}/ws?page=${page}`);
  said = 0;
  waiting = new Map();
  socket.onmessage = (message) => {
    const news = JSON.parse(message.data);
    if (news.reply?.ok) waiting.get(news.to)?.();
    if (news.reply) waiting.delete(news.to);
    hear(news);
  };
  socket.onclose = () => setTimeout(listen, RETRY_MS, hear, page);
}
