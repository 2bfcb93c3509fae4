/** NOTICE: whose packages pages hold, each with its licence, from the comments that bundles begin with. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const head = `probestorm
Licensed under the Apache License, Version 2.0; see LICENSE.

Pages that probestorm writes, and the files in dist/browser of which they are made, hold packages of others. Their licences follow, and
stand in each page too. Other packages that probestorm needs are installed beside it, with their own licences.
`

/** @param folder of the bundles. */
export function noticeText(folder: string): string {
  const licences = new Map<string, string>()
  for (const file of readdirSync(folder).filter((name) => /\.(js|txt)$/.test(name)))
    for (const [, name, licence] of commentsOf(readFileSync(join(folder, file), 'utf8')))
      licences.set(name!, licence!)
  const parts = [...licences]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, licence]) => `${'-'.repeat(80)}\n${name}\n\n${licence}\n`)
  return [head, ...parts].join('\n')
}

function commentsOf(script: string): RegExpMatchArray[] {
  return Array.from(script.matchAll(/^\/\*! (\S+)\n(.*?)\n\*\/$/gms))
}
