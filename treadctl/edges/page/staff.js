// The way to the professional's page, where this machine has one: a card behind the walkers'.

import { WORDS, language } from "./words.js";

export const PROFESSIONAL_CARD = { walker: "professional" };

let offered = false;

// The cards to show for these walkers.
export const withProfessional = (people) =>
  offered && people.length ? [...people, PROFESSIONAL_CARD] : people;

export function professionalCard(card) {
  card.textContent = WORDS.professional;
  card.onclick = () => location.assign(`/professional?language=${language()}`);
  return card;
}

async function load() {
  try {
    ({ offered } = await (await fetch("/api/v1/professional")).json());
  } catch {
    offered = false; // a machine without such a page
  }
}

load();
