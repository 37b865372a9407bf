/* Comfort on top of pages that work without it. Nothing here is needed to buy something. */

const CARDS = [
  { name: "Visa", accepted: true, digits: /^4/ },
  { name: "Mastercard", accepted: true, digits: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/ },
  { name: "American Express", accepted: false, digits: /^3[47]/ },
  { name: "Diners Club", accepted: false, digits: /^3(0[0-5]|[68])/ },
  { name: "JCB", accepted: false, digits: /^35(2[89]|[3-8])/ },
  { name: "Discover", accepted: false, digits: /^6(011|4[4-9]|5)/ },
  { name: "UnionPay", accepted: false, digits: /^62/ },
  { name: "Maestro", accepted: false, digits: /^(50|5[6-9]|6[0137])/ },
];

const onlyDigits = (text) => text.replace(/\D/g, "");

/** What the first digits say about a card; undefined while they say nothing. */
export function cardType(number) {
  const digits = onlyDigits(number);
  return CARDS.find((card) => card.digits.test(digits));
}

/** The check digit that catches a mistyped number. */
export function passesLuhn(number) {
  const sum = [...onlyDigits(number)].toReversed().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Why this number is refused although its shape is right; "" when it is not. */
export function cardComplaint(number) {
  const type = cardType(number);
  if (type && !type.accepted) return `${type.name} is not accepted here. Use Visa or Mastercard`;
  if (type === undefined && onlyDigits(number) !== "") return "Use Visa or Mastercard";
  return passesLuhn(number) ? "" : "Check the card number: one of its digits seems mistyped";
}

/** A choice submits at once, unless it was made key by key: then after a moment, or on Enter. */
function submitOnChoice(form) {
  const select = form.querySelector("select");
  let byKey = false;
  let timer;
  select.addEventListener("keydown", (event) => {
    byKey = event.key !== "Tab";
    if (event.key === "Enter" && timer !== undefined) form.requestSubmit();
  });
  select.addEventListener("pointerdown", () => (byKey = false));
  select.addEventListener("change", () => {
    clearTimeout(timer);
    if (byKey) timer = setTimeout(() => form.requestSubmit(), 1200);
    else form.requestSubmit();
  });
}

function complaint(field) {
  if (field.id === "credit_card_number") field.setCustomValidity(cardComplaint(field.value));
  if (field.validity.valid) return "";
  const shapeIsRight = field.validity.customError && !field.validity.patternMismatch && !field.validity.valueMissing;
  return shapeIsRight || cardType(field.value)?.accepted === false ? field.validationMessage : field.dataset.advice;
}

/** Shows, changes or takes away the message beside a field; true when there is nothing to complain about. */
function check(field) {
  const text = complaint(field);
  const id = `${field.id}_error`;
  const ids = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((other) => other !== "" && other !== id);
  let message = document.getElementById(id);
  if (text === "") {
    message?.remove();
    field.removeAttribute("aria-invalid");
  } else {
    if (!message) {
      message = document.createElement("p");
      message.className = "field-error";
      message.id = id;
      field.closest(".field").append(message);
    }
    message.textContent = text;
    field.setAttribute("aria-invalid", "true");
    ids.push(id);
  }
  if (ids.length > 0) field.setAttribute("aria-describedby", ids.join(" "));
  else field.removeAttribute("aria-describedby");
  return text === "";
}

/** Runs `act` when no pointer is pressed: a message that appears mid-click would push the button away from the pointer. */
function whenReleased() {
  let pressed = false;
  document.addEventListener("pointerdown", () => (pressed = true));
  for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, () => (pressed = false));
  return (act) => {
    if (pressed) document.addEventListener("pointerup", () => setTimeout(() => act()), { once: true });
    else act();
  };
}

function validateInline(form) {
  form.noValidate = true;
  const released = whenReleased();
  const fields = [...form.querySelectorAll("[data-advice]")];
  const touched = new Set();
  for (const field of fields) {
    field.addEventListener("input", () => {
      touched.add(field);
      if (field.getAttribute("aria-invalid") === "true") check(field);
    });
    field.addEventListener("blur", () => touched.has(field) && released(() => check(field)));
  }
  form.addEventListener("submit", (event) => {
    const wrong = fields.filter((field) => !check(field));
    if (wrong.length === 0) return;
    event.preventDefault();
    wrong[0].focus();
  });
}

/** One click, one order: the button says what goes on and a second submit is dropped. */
function submitOnce(form) {
  const button = form.querySelector("button[type=submit]");
  const text = button.textContent;
  let busy = false;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (busy) event.preventDefault();
    busy = true;
    button.setAttribute("aria-disabled", "true");
    button.textContent = form.dataset.busy;
  });
  globalThis.addEventListener("pageshow", () => {
    busy = false;
    button.removeAttribute("aria-disabled");
    button.textContent = text;
  });
}

function hintCardType(input, output) {
  const show = () => {
    const type = cardType(input.value);
    output.textContent = type === undefined ? "" : type.accepted ? `${type.name} card` : `${type.name}: not accepted`;
    output.classList.toggle("refused", type?.accepted === false);
  };
  input.addEventListener("input", show);
  show();
}

/** When to ask for the number of spans, and from which on a number that stays is taken for the last. */
const COUNT_AFTER_MS = [500, 600, 1500, 3000, 7000];
const SETTLED_MS = 7000;

/** Puts the number of spans into the link to the trace, once it will not grow any more. */
async function countSpans(link) {
  let before = 0;
  for (const wait of COUNT_AFTER_MS) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    const answer = await fetch(link.dataset.spans, { credentials: "omit" });
    if (answer.status !== 200) return;
    const { spans, complete } = await answer.json();
    if (spans > 0 && spans === before && (complete || wait >= SETTLED_MS)) {
      link.textContent = link.textContent.replace(" · ", ` · ${spans} ${spans === 1 ? "span" : "spans"} · `);
      return;
    }
    before = spans;
  }
}

function addCopyButton(element) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${element.textContent.split(":")[0]}`);
  const say = (text) => (button.textContent = text);
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(element.dataset.copy).then(
      () => say("Copied"),
      () => say("Not copied"),
    );
  });
  element.append(button);
}

function enhance() {
  const one = (selector, act) => {
    const element = document.querySelector(selector);
    if (element) act(element);
  };
  one("#currency_form", submitOnChoice);
  one("form[data-validate]", validateInline);
  one("form[data-busy]", submitOnce);
  one("#credit_card_number", (input) => one("#card_type", (output) => hintCardType(input, output)));
  one("#error_summary", (summary) => summary.focus());
  one("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => globalThis.print());
  });
  one("[data-spans]", (link) => countSpans(link).catch(() => {}));
  if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(addCopyButton);
}

if (typeof document !== "undefined") enhance();
