/** The manifest of the kubectl plugin. Source: https://krew.sigs.k8s.io/docs/developer-guide/plugin-manifest/. */
import { stringify } from 'yaml'

export type Release = {
  readonly version: string
  readonly nodeVersion: string
  readonly uri: string
  readonly sha256: string
}

export function krewManifest({ version, nodeVersion, uri, sha256 }: Release): string {
  return stringify({
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'probestorm' },
    spec: {
      version: `v${version}`,
      shortDescription: 'Simulate probe and restart load',
      description:
        'Simulates what the probes of your manifests lead to: how soon a hang is noticed, how often healthy containers are restarted, how long it takes until everything is back; and recommends settings.\n',
      caveats: `It needs Node ${nodeVersion} on the path.\n`,
      platforms: [
        {
          selector: { matchExpressions: [{ key: 'os', operator: 'In', values: ['darwin', 'linux'] }] },
          uri,
          sha256,
          bin: 'dist/cli/main.js',
        },
      ],
    },
  })
}
