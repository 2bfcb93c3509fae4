/** `npm run reference`: writes the pages of docs/reference, the picture of README.md, and NOTICE from the bundles of the last build. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { noticeText } from '../notice.ts'
import { referencePages } from './pages.ts'
import { helloPicture } from './picture.ts'

const root = join(import.meta.dirname, '../..')

for (const { path, text } of referencePages()) {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
writeFileSync(join(root, 'NOTICE'), noticeText(join(root, 'dist/browser')))
writeFileSync(join(root, 'docs/hello.svg'), await helloPicture())
