/** Elements that scripts make: their text is text, never markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  parent: Element,
  name: Name,
  text = '',
  className = '',
): HTMLElementTagNameMap[Name] {
  const child = parent.appendChild(document.createElement(name))
  child.textContent = text
  child.className = className
  return child
}

export function shape(
  parent: Element,
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  text = '',
): SVGElement {
  const child = parent.appendChild(document.createElementNS('http://www.w3.org/2000/svg', name))
  for (const [key, value] of Object.entries(attributes)) child.setAttribute(key, String(value))
  child.textContent = text
  return child
}
