/** Menus are `details` elements: this closes them on a click elsewhere and on Escape. */
export function closeMenus(): void {
  const close = (except: EventTarget | null): boolean => {
    const open = [...document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")].filter(
      (menu) => !(except instanceof Node && menu.contains(except)),
    );
    for (const menu of open) menu.open = false;
    return open.length > 0;
  };
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    close(link ? null : event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && close(null)) event.preventDefault();
  });
}
