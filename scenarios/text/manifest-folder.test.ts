/** What a folder stands for: its own files, as with kubectl, or with `recursive` all that is in it. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario } from '../load-scenario.ts'
import { inDirectory } from '../load-text.test.helper.ts'

const test = suite('folders')

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: a, image: a:1 }] }\n`

const files = {
  'a.yaml': pod('a'),
  'deeper/b.yaml': pod('b'),
  'deeper/still/c.yml': pod('c'),
  'other/d.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [] }),
  '.git/e.yaml': 'nobody reads this',
  'docs/read.md': '# text',
}

test('a folder stands for its own files, and says which folders it leaves out', async () => {
  await inDirectory(files, async (directory) => {
    const { spec, warnings } = await loadScenario({ files: [directory] })
    assert.equal(
      spec.workloads.map(({ name }) => name),
      ['a'],
    )
    assert.equal(
      warnings.map(({ rule, message, fix }) => [rule, message.replaceAll(`${directory}/`, ''), fix]),
      [
        [
          'folders-left-out',
          'deeper, other hold manifests, and are not read: a folder stands for its own files, as with kubectl',
          'add -R (--recursive) to read the folders within it too, or name them with -f',
        ],
      ],
    )
  })
})

test('a folder that the scenario names is not left out', async () => {
  const scenario = 'apiVersion: probestorm.dev/v1alpha1\nkind: Scenario\nspec: { manifests: [./deeper/] }\n'
  const { 'deeper/still/c.yml': _, ...others } = files
  await inDirectory({ ...others, 'scenario.yaml': scenario }, async (directory) => {
    const { spec, warnings } = await loadScenario({ files: [directory] })
    assert.equal(
      spec.workloads.map(({ name }) => name),
      ['a', 'b'],
    )
    assert.equal(
      warnings.map(({ message }) => message.replaceAll(`${directory}/`, '').split(',')[0]),
      ['other holds manifests'],
    )
  })
})

test('with -R it stands for all that is in it', async () => {
  const { '.git/e.yaml': _, ...others } = files
  await inDirectory(others, async (directory) => {
    const { spec, warnings } = await loadScenario({ files: [directory], recursive: true })
    assert.equal(
      spec.workloads.map(({ name }) => name),
      ['a', 'b', 'c'],
    )
    assert.equal(warnings, [])
  })
})

test.run()
