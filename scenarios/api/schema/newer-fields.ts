/**
 * Fields that Kubernetes 1.37 adds to the structs of `table.ts`. Each is behind a feature gate that is off by default, so that the server drops
 * it. Source: k8s.io/api v0.37.2 beside v0.36.3, types.go; kubernetes v1.37 pkg/features/kube_features.go.
 */
const newerFields: Readonly<Record<string, readonly string[]>> = {
  'v1.ClusterTrustBundleProjection': ['user'],
  'v1.ConfigMapVolumeSource': ['defaultUser'],
  'v1.DownwardAPIVolumeFile': ['user'],
  'v1.DownwardAPIVolumeSource': ['defaultUser'],
  'v1.EmptyDirVolumeSource': ['mode'],
  'v1.GRPCAction': ['mode'],
  'v1.HTTPGetAction': ['protocol'],
  'v1.JobSpec': ['scheduling'],
  'v1.KeyToPath': ['user'],
  'v1.NodeSpec': ['podPreemptionPolicy'],
  'v1.PodCertificateProjection': ['user'],
  'v1.PodSpec': ['evictionResponders'],
  'v1.ProjectedVolumeSource': ['defaultUser'],
  'v1.SecretVolumeSource': ['defaultUser'],
  'v1.ServiceAccountTokenProjection': ['user'],
  'v1.VolumeMount': ['bindMountOptions'],
}

export function isNewerField(type: string, key: string): boolean {
  return newerFields[type]?.includes(key) ?? false
}
