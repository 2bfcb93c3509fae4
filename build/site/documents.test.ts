import { posix } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from '../../tests/support/cli.ts'
import { anchorOf, documentPage, documentPaths, pagePath } from './documents.ts'
import { galleryOf } from './gallery.ts'

const test = suite('documents of the site')

const paths = documentPaths(repository)
const known = new Set(paths)
const pages = new Map(
  paths.map((path) => [pagePath(path), documentPage(repository, path, known).pieces.join('')]),
)

test('links lead to pages of the site, and to headings that these have', () => {
  const lost: string[] = []
  for (const [path, text] of pages) {
    for (const [, href] of text.matchAll(/<a href="([^"]+)"/g)) {
      if (/^https?:/.test(href!)) continue
      const [file, anchor] = href!.split('#')
      const target = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), file!))
      if (target === 'index.html') continue
      const found = pages.get(target)
      if (found === undefined || (anchor && !found.includes(`id="${anchor}"`))) lost.push(`${path}: ${href}`)
    }
  }
  assert.equal(lost, [])
})

test('have one heading of the first level, and no markup that a document brings', () => {
  for (const [path, text] of pages) {
    assert.is(text.split('<h1>').length, 2, path)
    assert.is(text.split('<script').length, 2, path)
  }
})

test('hold their pictures', () => {
  const text = pages.get('docs/validation-control-plane.html')!
  assert.ok(text.split('<img src="data:image/svg+xml;base64,').length > 15)
  assert.match(text, 'img-src data:')
  assert.match(pages.get('README.html')!, /<img src="data:image[^>]* alt="Ready pods/)
})

test('name headings as GitHub does', () => {
  assert.is(anchorOf('What it writes'), 'what-it-writes')
  assert.is(anchorOf('P9, and `more`'.replaceAll('`', '')), 'p9-and-more')
})

test('the gallery has every study of the library, sweeps as such', () => {
  const studies = galleryOf(repository)
  assert.ok(studies.length > 20)
  assert.is(studies.find(({ name }) => name === 'tune-liveness')?.isSweep, true)
  assert.is(
    studies.find(({ name }) => name === 'hello')?.question,
    'One container in a hundred hangs: who notices, and when?',
  )
  const storm = studies.find(({ name }) => name === 'lost-pods')
  assert.is(storm?.folder, 'scenarios/library/storms/lost-pods')
  for (const { question } of studies) assert.not(question.includes('|'), question)
})

test.run()
