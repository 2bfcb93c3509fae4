import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { html, joined, Markup } from './html.ts'
import type { Section } from './page.ts'

const test = suite('markup')

test('holds text as text, wherever it stands', () => {
  const hostile = `</p><script>"'&`
  assert.is(
    String(html`<p title="${hostile}">${hostile}</p>`),
    '<p title="&lt;/p&gt;&lt;script&gt;&quot;&#39;&amp;">&lt;/p&gt;&lt;script&gt;&quot;&#39;&amp;</p>',
  )
})

test('holds markup as it is, lists part after part, and nothing for what is not there', () => {
  const item = html`<li>${'<'}</li>`
  assert.is(String(html`<ul>${[item, item]}${undefined}${3}</ul>`), '<ul><li>&lt;</li><li>&lt;</li>3</ul>')
  assert.is(String(joined(['a', '<', item], html`<br>`)), 'a<br>&lt;<br><li>&lt;</li>')
})

test('escapes text that was made of markup by hand: it is a string again', () => {
  assert.is(String(html`${`${html`<b>x</b>`}`}`), '&lt;b&gt;x&lt;/b&gt;')
})

test('is asked for by the compiler: a string is none', () => {
  // @ts-expect-error
  const section: Section = { id: 'a', title: 'A', body: '<script>' }
  // @ts-expect-error
  const forged: Markup = { toString: () => '<script>' }
  assert.not.instance(section.body, Markup)
  assert.not.instance(forged, Markup)
})

test.run()
