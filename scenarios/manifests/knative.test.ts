/** Names that Knative gives to containers without one. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadText } from '../load-text.test.helper.ts'

const test = suite('Knative Services')

const namesOf = async (containers: string, inits = '[]'): Promise<string[][]> => {
  const { spec } = await loadText(
    `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a}\nspec: {template: {spec: {containers: ${containers}, initContainers: ${inits}}}}\n`,
  )
  const { pod } = spec.workloads[0]!
  return [pod.containers, pod.initContainers].map((list) => list.map(({ name }) => name))
}

test('containers without a name have the usual one, with a number where several may want it', async () => {
  const image = 'image: a:1'
  assert.equal(await namesOf(`[{${image}}]`), [['user-container'], []])
  assert.equal(await namesOf(`[{${image}}]`, `[{${image}}]`), [['user-container'], ['init-container']])
  assert.equal(await namesOf(`[{${image}}, {${image}, name: user-container-0}, {${image}}]`), [
    ['user-container-1', 'user-container-0', 'user-container-2'],
    [],
  ])
  assert.equal(await namesOf(`[{${image}}]`, `[{${image}, name: user-container}, {${image}}]`), [
    ['user-container-0'],
    ['user-container', 'init-container-0'],
  ])
})

test.run()
