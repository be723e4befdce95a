// The stops of the second screen. It stands alone: if all else on the page fails, or never comes,
// a touch still stops the belt. Whoever holds this page may stop; that needs no code.

(() => {
  const HEARD_MS = 1500; // a stop that nobody answered by then was not heard

  function stop(pain) {
    const late = setTimeout(lost, HEARD_MS);
    fetch("/api/v1/stop", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ pain }),
      keepalive: true,
    })
      .then((answer) => (answer.ok ? heard() : lost()))
      .catch(lost)
      .finally(() => clearTimeout(late));
  }

  function heard() {
    document.body.classList.remove("alarm");
    document.getElementById("heading").textContent = "Stopping.";
    document.dispatchEvent(new Event("stop-heard"));
  }

  function lost() {
    document.body.classList.add("alarm");
    const { pull } = document.body.dataset; // in words that this treadmill needs, once they are known
    document.getElementById("heading").textContent = pull ?? "PULL THE SAFETY KEY";
    document.dispatchEvent(new Event("stop-lost"));
  }

  function press(event) {
    event.preventDefault();
    stop(event.currentTarget.id === "pain");
  }

  for (const name of ["stop", "pain"]) {
    const button = document.getElementById(name);
    button.addEventListener("pointerdown", press);
    button.addEventListener("click", (event) => event.detail === 0 && press(event)); // a key
  }
})();
