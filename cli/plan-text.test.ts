/** What `validate` prints of workloads. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { painter } from '../reports/text-blocks.ts'
import { loadText, podWith } from '../scenarios/load-text.test.helper.ts'
import { planText } from './plan-text.ts'

const test = suite('what would be simulated')

test('every probe has a line, those of sidecars too; plain init containers have none', async () => {
  const probes = 'livenessProbe: {tcpSocket: {port: 1}}'
  const loaded = await loadText(
    `${podWith(probes)}  initContainers: [{name: first, image: i}, {name: proxy, image: i, restartPolicy: Always, ${probes}}]\n`,
  )
  const lines = planText(loaded, painter(false)).split('\n')
  const shown = lines.flatMap(
    (line) => /^ +default\/pod\/web +1 +(\S+) +(\S+)/.exec(line)?.slice(1, 3).join(' ') ?? [],
  )
  assert.equal(shown, ['app liveness', 'proxy liveness'])
})

test.run()
