// Where there are no recordings: the browser's own voice, if it has one for the language.

const RATE = 0.9; // of the browser's usual pace, which is about 170 words a minute
const browser = window.speechSynthesis;

const voiceFor = (language) =>
  browser?.getVoices().find(({ lang, localService }) => localService && lang.startsWith(language));

export const speaks = (language) => voiceFor(language) !== undefined;

// Say these sentences one after the other.
export function utter(sentences, language) {
  for (const sentence of sentences) {
    const words = new SpeechSynthesisUtterance(sentence);
    Object.assign(words, { voice: voiceFor(language), lang: language, rate: RATE });
    browser.speak(words);
  }
}

export function silence() {
  browser?.cancel();
}
