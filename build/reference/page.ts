/** What pages of the reference are made of. */

export type Page = { readonly path: string; readonly text: string }

export function page(name: string, title: string, ...parts: readonly string[]): Page {
  const head = `<!-- Written by \`npm run reference\` from the sources: change them, not this page. -->\n\n# ${title}`
  return { path: `docs/reference/${name}.md`, text: `${[head, ...parts].join('\n\n')}\n` }
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows]
    .map((row) => `| ${row.map(cell).join(' | ')} |`)
    .join('\n')
}

function cell(text: string): string {
  return text.replace(/\\?\|/g, '\\|')
}

export function code(text: string): string {
  return `\`${text}\``
}
