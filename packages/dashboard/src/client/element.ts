/** Makes an element; text becomes a text node, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag)
  if (className !== '') node.className = className
  node.append(...children)
  return node
}

/** Changes text in place, and only if it differs; text that somebody has selected waits until they are done with it. */
export function setText(node: Node, text: string): void {
  const first = node.firstChild
  if (first instanceof Text && first.nextSibling === null) {
    if (first.data !== text && !isSelected(first)) first.data = text
  } else if (node.textContent !== text || first !== null) {
    node.textContent = text
  }
}

function isSelected(node: Node): boolean {
  const selection = getSelection()
  return selection !== null && !selection.isCollapsed && selection.containsNode(node, true)
}

/** Sets or removes an attribute, and only if it differs. */
export function setAttribute(node: Element, name: string, value: string | null): void {
  if (value === null) node.removeAttribute(name)
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value)
}
