/**
 * What Kubernetes 1.36.3 knows: kinds, and the fields of those that are read. Derived by derive.ts from the OpenAPI document and
 * the Go types of Kubernetes, Copyright The Kubernetes Authors, Apache License 2.0 (http://www.apache.org/licenses/LICENSE-2.0).
 * Do not edit; README.md says how to renew it, and what the lines mean.
 */
export const kubernetesVersion: string = '1.36.3'

/** apiVersion, then its kinds. */
export const kindsText: string = `
admissionregistration.k8s.io/v1 MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration
admissionregistration.k8s.io/v1alpha1 MutatingAdmissionPolicy MutatingAdmissionPolicyBinding
admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy MutatingAdmissionPolicyBinding
apiextensions.k8s.io/v1 CustomResourceDefinition
apiregistration.k8s.io/v1 APIService
apps/v1 ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet
authentication.k8s.io/v1 SelfSubjectReview TokenRequest TokenReview
authorization.k8s.io/v1 LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview
autoscaling/v1 HorizontalPodAutoscaler Scale
autoscaling/v2 HorizontalPodAutoscaler
batch/v1 CronJob Job
certificates.k8s.io/v1 CertificateSigningRequest
certificates.k8s.io/v1alpha1 ClusterTrustBundle
certificates.k8s.io/v1beta1 ClusterTrustBundle PodCertificateRequest
coordination.k8s.io/v1 Lease
coordination.k8s.io/v1alpha2 LeaseCandidate
coordination.k8s.io/v1beta1 LeaseCandidate
discovery.k8s.io/v1 EndpointSlice
events.k8s.io/v1 Event
flowcontrol.apiserver.k8s.io/v1 FlowSchema PriorityLevelConfiguration
internal.apiserver.k8s.io/v1alpha1 StorageVersion
networking.k8s.io/v1 IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR
networking.k8s.io/v1beta1 IPAddress ServiceCIDR
node.k8s.io/v1 RuntimeClass
policy/v1 Eviction PodDisruptionBudget
rbac.authorization.k8s.io/v1 ClusterRole ClusterRoleBinding Role RoleBinding
resource.k8s.io/v1 DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice
resource.k8s.io/v1alpha3 DeviceTaintRule ResourcePoolStatusRequest
resource.k8s.io/v1beta1 DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice
resource.k8s.io/v1beta2 DeviceClass DeviceTaintRule ResourceClaim ResourceClaimTemplate ResourceSlice
scheduling.k8s.io/v1 PriorityClass
scheduling.k8s.io/v1alpha2 PodGroup Workload
storage.k8s.io/v1 CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass
storage.k8s.io/v1beta1 VolumeAttributesClass
storagemigration.k8s.io/v1beta1 StorageVersionMigration
v1 Binding ComponentStatus ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount
`

/** apiVersion, kind, type. */
export const rootsText: string = `
apps/v1 DaemonSet v1.DaemonSet
apps/v1 Deployment v1.Deployment
apps/v1 ReplicaSet v1.ReplicaSet
apps/v1 StatefulSet v1.StatefulSet
autoscaling/v1 HorizontalPodAutoscaler v1.HorizontalPodAutoscaler
autoscaling/v2 HorizontalPodAutoscaler v2.HorizontalPodAutoscaler
batch/v1 CronJob v1.CronJob
batch/v1 Job v1.Job
policy/v1 PodDisruptionBudget v1.PodDisruptionBudget
scheduling.k8s.io/v1 PriorityClass v1.PriorityClass
v1 Node v1.Node
v1 Pod v1.Pod
v1 PodTemplate v1.PodTemplate
v1 ReplicationController v1.ReplicationController
v1 Service v1.Service
`

/** Type, then its fields: EMBEDDED/NAME:TYPE. */
export const structsText: string = `
v1.AWSElasticBlockStoreVolumeSource fsType:string partition:int32 readOnly:bool volumeID:string
v1.Affinity nodeAffinity:v1.NodeAffinity podAffinity:v1.PodAffinity podAntiAffinity:v1.PodAntiAffinity
v1.AppArmorProfile localhostProfile:string type:v1.AppArmorProfileType
v1.AttachedVolume devicePath:string name:v1.UniqueVolumeName
v1.AzureDiskVolumeSource cachingMode:v1.AzureDataDiskCachingMode diskName:string diskURI:string fsType:string kind:v1.AzureDataDiskKind readOnly:bool
v1.AzureFileVolumeSource readOnly:bool secretName:string shareName:string
v1.CSIVolumeSource driver:string fsType:string nodePublishSecretRef:v1.LocalObjectReference readOnly:bool volumeAttributes:map[string]string
v1.Capabilities add:[]v1.Capability drop:[]v1.Capability
v1.CephFSVolumeSource monitors:[]string path:string readOnly:bool secretFile:string secretRef:v1.LocalObjectReference user:string
v1.CinderVolumeSource fsType:string readOnly:bool secretRef:v1.LocalObjectReference volumeID:string
v1.ClientIPConfig timeoutSeconds:int32
v1.ClusterTrustBundleProjection labelSelector:v1.LabelSelector name:string optional:bool path:string signerName:string
v1.Condition lastTransitionTime:v1.Time message:string observedGeneration:int64 reason:string status:v1.ConditionStatus type:string
v1.ConfigMapEnvSource LocalObjectReference/name:string optional:bool
v1.ConfigMapKeySelector key:string LocalObjectReference/name:string optional:bool
v1.ConfigMapNodeConfigSource kubeletConfigKey:string name:string namespace:string resourceVersion:string uid:types.UID
v1.ConfigMapProjection items:[]v1.KeyToPath LocalObjectReference/name:string optional:bool
v1.ConfigMapVolumeSource defaultMode:int32 items:[]v1.KeyToPath LocalObjectReference/name:string optional:bool
v1.Container args:[]string command:[]string env:[]v1.EnvVar envFrom:[]v1.EnvFromSource image:string imagePullPolicy:v1.PullPolicy lifecycle:v1.Lifecycle livenessProbe:v1.Probe name:string ports:[]v1.ContainerPort readinessProbe:v1.Probe resizePolicy:[]v1.ContainerResizePolicy resources:v1.ResourceRequirements restartPolicy:v1.ContainerRestartPolicy restartPolicyRules:[]v1.ContainerRestartRule securityContext:v1.SecurityContext startupProbe:v1.Probe stdin:bool stdinOnce:bool terminationMessagePath:string terminationMessagePolicy:v1.TerminationMessagePolicy tty:bool volumeDevices:[]v1.VolumeDevice volumeMounts:[]v1.VolumeMount workingDir:string
v1.ContainerExtendedResourceRequest containerName:string requestName:string resourceName:string
v1.ContainerImage names:[]string sizeBytes:int64
v1.ContainerPort containerPort:int32 hostIP:string hostPort:int32 name:string protocol:v1.Protocol
v1.ContainerResizePolicy resourceName:v1.ResourceName restartPolicy:v1.ResourceResizeRestartPolicy
v1.ContainerRestartRule action:v1.ContainerRestartRuleAction exitCodes:v1.ContainerRestartRuleOnExitCodes
v1.ContainerRestartRuleOnExitCodes operator:v1.ContainerRestartRuleOnExitCodesOperator values:[]int32
v1.ContainerState running:v1.ContainerStateRunning terminated:v1.ContainerStateTerminated waiting:v1.ContainerStateWaiting
v1.ContainerStateRunning startedAt:v1.Time
v1.ContainerStateTerminated containerID:string exitCode:int32 finishedAt:v1.Time message:string reason:string signal:int32 startedAt:v1.Time
v1.ContainerStateWaiting message:string reason:string
v1.ContainerStatus allocatedResources:v1.ResourceList allocatedResourcesStatus:[]v1.ResourceStatus containerID:string image:string imageID:string lastState:v1.ContainerState name:string ready:bool resources:v1.ResourceRequirements restartCount:int32 started:bool state:v1.ContainerState stopSignal:v1.Signal user:v1.ContainerUser volumeMounts:[]v1.VolumeMountStatus
v1.ContainerUser linux:v1.LinuxContainerUser
v1.CronJob TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v1.CronJobSpec status:v1.CronJobStatus
v1.CronJobSpec concurrencyPolicy:v1.ConcurrencyPolicy failedJobsHistoryLimit:int32 jobTemplate:v1.JobTemplateSpec schedule:string startingDeadlineSeconds:int64 successfulJobsHistoryLimit:int32 suspend:bool timeZone:string
v1.CronJobStatus active:[]v1.ObjectReference lastScheduleTime:v1.Time lastSuccessfulTime:v1.Time
v1.CrossVersionObjectReference apiVersion:string kind:string name:string
v1.DaemonEndpoint Port:int32
v1.DaemonSet TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v1.DaemonSetSpec status:v1.DaemonSetStatus
v1.DaemonSetCondition lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus type:v1.DaemonSetConditionType
v1.DaemonSetSpec minReadySeconds:int32 revisionHistoryLimit:int32 selector:v1.LabelSelector template:v1.PodTemplateSpec updateStrategy:v1.DaemonSetUpdateStrategy
v1.DaemonSetStatus collisionCount:int32 conditions:[]v1.DaemonSetCondition currentNumberScheduled:int32 desiredNumberScheduled:int32 numberAvailable:int32 numberMisscheduled:int32 numberReady:int32 numberUnavailable:int32 observedGeneration:int64 updatedNumberScheduled:int32
v1.DaemonSetUpdateStrategy rollingUpdate:v1.RollingUpdateDaemonSet type:v1.DaemonSetUpdateStrategyType
v1.Deployment TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v1.DeploymentSpec status:v1.DeploymentStatus
v1.DeploymentCondition lastTransitionTime:v1.Time lastUpdateTime:v1.Time message:string reason:string status:v1.ConditionStatus type:v1.DeploymentConditionType
v1.DeploymentSpec minReadySeconds:int32 paused:bool progressDeadlineSeconds:int32 replicas:int32 revisionHistoryLimit:int32 selector:v1.LabelSelector strategy:v1.DeploymentStrategy template:v1.PodTemplateSpec
v1.DeploymentStatus availableReplicas:int32 collisionCount:int32 conditions:[]v1.DeploymentCondition observedGeneration:int64 readyReplicas:int32 replicas:int32 terminatingReplicas:int32 unavailableReplicas:int32 updatedReplicas:int32
v1.DeploymentStrategy rollingUpdate:v1.RollingUpdateDeployment type:v1.DeploymentStrategyType
v1.DownwardAPIProjection items:[]v1.DownwardAPIVolumeFile
v1.DownwardAPIVolumeFile fieldRef:v1.ObjectFieldSelector mode:int32 path:string resourceFieldRef:v1.ResourceFieldSelector
v1.DownwardAPIVolumeSource defaultMode:int32 items:[]v1.DownwardAPIVolumeFile
v1.EmptyDirVolumeSource medium:v1.StorageMedium sizeLimit:resource.Quantity
v1.EnvFromSource configMapRef:v1.ConfigMapEnvSource prefix:string secretRef:v1.SecretEnvSource
v1.EnvVar name:string value:string valueFrom:v1.EnvVarSource
v1.EnvVarSource configMapKeyRef:v1.ConfigMapKeySelector fieldRef:v1.ObjectFieldSelector fileKeyRef:v1.FileKeySelector resourceFieldRef:v1.ResourceFieldSelector secretKeyRef:v1.SecretKeySelector
v1.EphemeralContainer EphemeralContainerCommon/args:[]string EphemeralContainerCommon/command:[]string EphemeralContainerCommon/env:[]v1.EnvVar EphemeralContainerCommon/envFrom:[]v1.EnvFromSource EphemeralContainerCommon/image:string EphemeralContainerCommon/imagePullPolicy:v1.PullPolicy EphemeralContainerCommon/lifecycle:v1.Lifecycle EphemeralContainerCommon/livenessProbe:v1.Probe EphemeralContainerCommon/name:string EphemeralContainerCommon/ports:[]v1.ContainerPort EphemeralContainerCommon/readinessProbe:v1.Probe EphemeralContainerCommon/resizePolicy:[]v1.ContainerResizePolicy EphemeralContainerCommon/resources:v1.ResourceRequirements EphemeralContainerCommon/restartPolicy:v1.ContainerRestartPolicy EphemeralContainerCommon/restartPolicyRules:[]v1.ContainerRestartRule EphemeralContainerCommon/securityContext:v1.SecurityContext EphemeralContainerCommon/startupProbe:v1.Probe EphemeralContainerCommon/stdin:bool EphemeralContainerCommon/stdinOnce:bool targetContainerName:string EphemeralContainerCommon/terminationMessagePath:string EphemeralContainerCommon/terminationMessagePolicy:v1.TerminationMessagePolicy EphemeralContainerCommon/tty:bool EphemeralContainerCommon/volumeDevices:[]v1.VolumeDevice EphemeralContainerCommon/volumeMounts:[]v1.VolumeMount EphemeralContainerCommon/workingDir:string
v1.EphemeralVolumeSource volumeClaimTemplate:v1.PersistentVolumeClaimTemplate
v1.ExecAction command:[]string
v1.FCVolumeSource fsType:string lun:int32 readOnly:bool targetWWNs:[]string wwids:[]string
v1.FileKeySelector key:string optional:bool path:string volumeName:string
v1.FlexVolumeSource driver:string fsType:string options:map[string]string readOnly:bool secretRef:v1.LocalObjectReference
v1.FlockerVolumeSource datasetName:string datasetUUID:string
v1.GCEPersistentDiskVolumeSource fsType:string partition:int32 pdName:string readOnly:bool
v1.GRPCAction port:int32 service:string
v1.GitRepoVolumeSource directory:string repository:string revision:string
v1.GlusterfsVolumeSource endpoints:string path:string readOnly:bool
v1.HTTPGetAction host:string httpHeaders:[]v1.HTTPHeader path:string port:intstr.IntOrString scheme:v1.URIScheme
v1.HTTPHeader name:string value:string
v1.HorizontalPodAutoscaler TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v1.HorizontalPodAutoscalerSpec status:v1.HorizontalPodAutoscalerStatus
v1.HorizontalPodAutoscalerSpec maxReplicas:int32 minReplicas:int32 scaleTargetRef:v1.CrossVersionObjectReference targetCPUUtilizationPercentage:int32
v1.HorizontalPodAutoscalerStatus currentCPUUtilizationPercentage:int32 currentReplicas:int32 desiredReplicas:int32 lastScaleTime:v1.Time observedGeneration:int64
v1.HostAlias hostnames:[]string ip:string
v1.HostIP ip:string
v1.HostPathVolumeSource path:string type:v1.HostPathType
v1.ISCSIVolumeSource chapAuthDiscovery:bool chapAuthSession:bool fsType:string initiatorName:string iqn:string iscsiInterface:string lun:int32 portals:[]string readOnly:bool secretRef:v1.LocalObjectReference targetPortal:string
v1.ImageVolumeSource pullPolicy:v1.PullPolicy reference:string
v1.ImageVolumeStatus imageRef:string
v1.Job TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v1.JobSpec status:v1.JobStatus
v1.JobCondition lastProbeTime:v1.Time lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus type:v1.JobConditionType
v1.JobSpec activeDeadlineSeconds:int64 backoffLimit:int32 backoffLimitPerIndex:int32 completionMode:v1.CompletionMode completions:int32 managedBy:string manualSelector:bool maxFailedIndexes:int32 parallelism:int32 podFailurePolicy:v1.PodFailurePolicy podReplacementPolicy:v1.PodReplacementPolicy selector:v1.LabelSelector successPolicy:v1.SuccessPolicy suspend:bool template:v1.PodTemplateSpec ttlSecondsAfterFinished:int32
v1.JobStatus active:int32 completedIndexes:string completionTime:v1.Time conditions:[]v1.JobCondition failed:int32 failedIndexes:string ready:int32 startTime:v1.Time succeeded:int32 terminating:int32 uncountedTerminatedPods:v1.UncountedTerminatedPods
v1.JobTemplateSpec metadata:v1.ObjectMeta spec:v1.JobSpec
v1.KeyToPath key:string mode:int32 path:string
v1.LabelSelector matchExpressions:[]v1.LabelSelectorRequirement matchLabels:map[string]string
v1.LabelSelectorRequirement key:string operator:v1.LabelSelectorOperator values:[]string
v1.Lifecycle postStart:v1.LifecycleHandler preStop:v1.LifecycleHandler stopSignal:v1.Signal
v1.LifecycleHandler exec:v1.ExecAction httpGet:v1.HTTPGetAction sleep:v1.SleepAction tcpSocket:v1.TCPSocketAction
v1.LinuxContainerUser gid:int64 supplementalGroups:[]int64 uid:int64
v1.LoadBalancerIngress hostname:string ip:string ipMode:v1.LoadBalancerIPMode ports:[]v1.PortStatus
v1.LoadBalancerStatus ingress:[]v1.LoadBalancerIngress
v1.LocalObjectReference name:string
v1.ManagedFieldsEntry apiVersion:string fieldsType:string fieldsV1:v1.FieldsV1 manager:string operation:v1.ManagedFieldsOperationType subresource:string time:v1.Time
v1.ModifyVolumeStatus status:v1.PersistentVolumeClaimModifyVolumeStatus targetVolumeAttributesClassName:string
v1.NFSVolumeSource path:string readOnly:bool server:string
v1.Node TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v1.NodeSpec status:v1.NodeStatus
v1.NodeAddress address:string type:v1.NodeAddressType
v1.NodeAffinity preferredDuringSchedulingIgnoredDuringExecution:[]v1.PreferredSchedulingTerm requiredDuringSchedulingIgnoredDuringExecution:v1.NodeSelector
v1.NodeAllocatableResourceClaimStatus containers:[]string resourceClaimName:string resources:map[string]resource.Quantity
v1.NodeCondition lastHeartbeatTime:v1.Time lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus type:v1.NodeConditionType
v1.NodeConfigSource configMap:v1.ConfigMapNodeConfigSource
v1.NodeConfigStatus active:v1.NodeConfigSource assigned:v1.NodeConfigSource error:string lastKnownGood:v1.NodeConfigSource
v1.NodeDaemonEndpoints kubeletEndpoint:v1.DaemonEndpoint
v1.NodeFeatures supplementalGroupsPolicy:bool
v1.NodeRuntimeHandler features:v1.NodeRuntimeHandlerFeatures name:string
v1.NodeRuntimeHandlerFeatures recursiveReadOnlyMounts:bool userNamespaces:bool
v1.NodeSelector nodeSelectorTerms:[]v1.NodeSelectorTerm
v1.NodeSelectorRequirement key:string operator:v1.NodeSelectorOperator values:[]string
v1.NodeSelectorTerm matchExpressions:[]v1.NodeSelectorRequirement matchFields:[]v1.NodeSelectorRequirement
v1.NodeSpec configSource:v1.NodeConfigSource externalID:string podCIDR:string podCIDRs:[]string providerID:string taints:[]v1.Taint unschedulable:bool
v1.NodeStatus addresses:[]v1.NodeAddress allocatable:v1.ResourceList capacity:v1.ResourceList conditions:[]v1.NodeCondition config:v1.NodeConfigStatus daemonEndpoints:v1.NodeDaemonEndpoints declaredFeatures:[]string features:v1.NodeFeatures images:[]v1.ContainerImage nodeInfo:v1.NodeSystemInfo phase:v1.NodePhase runtimeHandlers:[]v1.NodeRuntimeHandler volumesAttached:[]v1.AttachedVolume volumesInUse:[]v1.UniqueVolumeName
v1.NodeSwapStatus capacity:int64
v1.NodeSystemInfo architecture:string bootID:string containerRuntimeVersion:string kernelVersion:string kubeProxyVersion:string kubeletVersion:string machineID:string operatingSystem:string osImage:string swap:v1.NodeSwapStatus systemUUID:string
v1.ObjectFieldSelector apiVersion:string fieldPath:string
v1.ObjectMeta annotations:map[string]string creationTimestamp:v1.Time deletionGracePeriodSeconds:int64 deletionTimestamp:v1.Time finalizers:[]string generateName:string generation:int64 labels:map[string]string managedFields:[]v1.ManagedFieldsEntry name:string namespace:string ownerReferences:[]v1.OwnerReference resourceVersion:string selfLink:string uid:types.UID
v1.ObjectReference apiVersion:string fieldPath:string kind:string name:string namespace:string resourceVersion:string uid:types.UID
v1.OwnerReference apiVersion:string blockOwnerDeletion:bool controller:bool kind:string name:string uid:types.UID
v1.PersistentVolumeClaim TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v1.PersistentVolumeClaimSpec status:v1.PersistentVolumeClaimStatus
v1.PersistentVolumeClaimCondition lastProbeTime:v1.Time lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus type:v1.PersistentVolumeClaimConditionType
v1.PersistentVolumeClaimSpec accessModes:[]v1.PersistentVolumeAccessMode dataSource:v1.TypedLocalObjectReference dataSourceRef:v1.TypedObjectReference resources:v1.VolumeResourceRequirements selector:v1.LabelSelector storageClassName:string volumeAttributesClassName:string volumeMode:v1.PersistentVolumeMode volumeName:string
v1.PersistentVolumeClaimStatus accessModes:[]v1.PersistentVolumeAccessMode allocatedResourceStatuses:map[string]v1.ClaimResourceStatus allocatedResources:v1.ResourceList capacity:v1.ResourceList conditions:[]v1.PersistentVolumeClaimCondition currentVolumeAttributesClassName:string modifyVolumeStatus:v1.ModifyVolumeStatus phase:v1.PersistentVolumeClaimPhase
v1.PersistentVolumeClaimTemplate metadata:v1.ObjectMeta spec:v1.PersistentVolumeClaimSpec
v1.PersistentVolumeClaimVolumeSource claimName:string readOnly:bool
v1.PhotonPersistentDiskVolumeSource fsType:string pdID:string
v1.Pod TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v1.PodSpec status:v1.PodStatus
v1.PodAffinity preferredDuringSchedulingIgnoredDuringExecution:[]v1.WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution:[]v1.PodAffinityTerm
v1.PodAffinityTerm labelSelector:v1.LabelSelector matchLabelKeys:[]string mismatchLabelKeys:[]string namespaceSelector:v1.LabelSelector namespaces:[]string topologyKey:string
v1.PodAntiAffinity preferredDuringSchedulingIgnoredDuringExecution:[]v1.WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution:[]v1.PodAffinityTerm
v1.PodCertificateProjection certificateChainPath:string credentialBundlePath:string keyPath:string keyType:string maxExpirationSeconds:int32 signerName:string userAnnotations:map[string]string
v1.PodCondition lastProbeTime:v1.Time lastTransitionTime:v1.Time message:string observedGeneration:int64 reason:string status:v1.ConditionStatus type:v1.PodConditionType
v1.PodDNSConfig nameservers:[]string options:[]v1.PodDNSConfigOption searches:[]string
v1.PodDNSConfigOption name:string value:string
v1.PodDisruptionBudget TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v1.PodDisruptionBudgetSpec status:v1.PodDisruptionBudgetStatus
v1.PodDisruptionBudgetSpec maxUnavailable:intstr.IntOrString minAvailable:intstr.IntOrString selector:v1.LabelSelector unhealthyPodEvictionPolicy:v1.UnhealthyPodEvictionPolicyType
v1.PodDisruptionBudgetStatus conditions:[]v1.Condition currentHealthy:int32 desiredHealthy:int32 disruptedPods:map[string]v1.Time disruptionsAllowed:int32 expectedPods:int32 observedGeneration:int64
v1.PodExtendedResourceClaimStatus requestMappings:[]v1.ContainerExtendedResourceRequest resourceClaimName:string
v1.PodFailurePolicy rules:[]v1.PodFailurePolicyRule
v1.PodFailurePolicyOnExitCodesRequirement containerName:string operator:v1.PodFailurePolicyOnExitCodesOperator values:[]int32
v1.PodFailurePolicyOnPodConditionsPattern status:v1.ConditionStatus type:v1.PodConditionType
v1.PodFailurePolicyRule action:v1.PodFailurePolicyAction onExitCodes:v1.PodFailurePolicyOnExitCodesRequirement onPodConditions:[]v1.PodFailurePolicyOnPodConditionsPattern
v1.PodIP ip:string
v1.PodOS name:v1.OSName
v1.PodReadinessGate conditionType:v1.PodConditionType
v1.PodResourceClaim name:string resourceClaimName:string resourceClaimTemplateName:string
v1.PodResourceClaimStatus name:string resourceClaimName:string
v1.PodSchedulingGate name:string
v1.PodSchedulingGroup podGroupName:string
v1.PodSecurityContext appArmorProfile:v1.AppArmorProfile fsGroup:int64 fsGroupChangePolicy:v1.PodFSGroupChangePolicy runAsGroup:int64 runAsNonRoot:bool runAsUser:int64 seLinuxChangePolicy:v1.PodSELinuxChangePolicy seLinuxOptions:v1.SELinuxOptions seccompProfile:v1.SeccompProfile supplementalGroups:[]int64 supplementalGroupsPolicy:v1.SupplementalGroupsPolicy sysctls:[]v1.Sysctl windowsOptions:v1.WindowsSecurityContextOptions
v1.PodSpec activeDeadlineSeconds:int64 affinity:v1.Affinity automountServiceAccountToken:bool containers:[]v1.Container dnsConfig:v1.PodDNSConfig dnsPolicy:v1.DNSPolicy enableServiceLinks:bool ephemeralContainers:[]v1.EphemeralContainer hostAliases:[]v1.HostAlias hostIPC:bool hostNetwork:bool hostPID:bool hostUsers:bool hostname:string hostnameOverride:string imagePullSecrets:[]v1.LocalObjectReference initContainers:[]v1.Container nodeName:string nodeSelector:map[string]string os:v1.PodOS overhead:v1.ResourceList preemptionPolicy:v1.PreemptionPolicy priority:int32 priorityClassName:string readinessGates:[]v1.PodReadinessGate resourceClaims:[]v1.PodResourceClaim resources:v1.ResourceRequirements restartPolicy:v1.RestartPolicy runtimeClassName:string schedulerName:string schedulingGates:[]v1.PodSchedulingGate schedulingGroup:v1.PodSchedulingGroup securityContext:v1.PodSecurityContext serviceAccount:string serviceAccountName:string setHostnameAsFQDN:bool shareProcessNamespace:bool subdomain:string terminationGracePeriodSeconds:int64 tolerations:[]v1.Toleration topologySpreadConstraints:[]v1.TopologySpreadConstraint volumes:[]v1.Volume
v1.PodStatus allocatedResources:v1.ResourceList conditions:[]v1.PodCondition containerStatuses:[]v1.ContainerStatus ephemeralContainerStatuses:[]v1.ContainerStatus extendedResourceClaimStatus:v1.PodExtendedResourceClaimStatus hostIP:string hostIPs:[]v1.HostIP initContainerStatuses:[]v1.ContainerStatus message:string nodeAllocatableResourceClaimStatuses:[]v1.NodeAllocatableResourceClaimStatus nominatedNodeName:string observedGeneration:int64 phase:v1.PodPhase podIP:string podIPs:[]v1.PodIP qosClass:v1.PodQOSClass reason:string resize:v1.PodResizeStatus resourceClaimStatuses:[]v1.PodResourceClaimStatus resources:v1.ResourceRequirements startTime:v1.Time
v1.PodTemplate TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta template:v1.PodTemplateSpec
v1.PodTemplateSpec metadata:v1.ObjectMeta spec:v1.PodSpec
v1.PortStatus error:string port:int32 protocol:v1.Protocol
v1.PortworxVolumeSource fsType:string readOnly:bool volumeID:string
v1.PreferredSchedulingTerm preference:v1.NodeSelectorTerm weight:int32
v1.PriorityClass TypeMeta/apiVersion:string description:string globalDefault:bool TypeMeta/kind:string metadata:v1.ObjectMeta preemptionPolicy:v1.PreemptionPolicy value:int32
v1.Probe ProbeHandler/exec:v1.ExecAction failureThreshold:int32 ProbeHandler/grpc:v1.GRPCAction ProbeHandler/httpGet:v1.HTTPGetAction initialDelaySeconds:int32 periodSeconds:int32 successThreshold:int32 ProbeHandler/tcpSocket:v1.TCPSocketAction terminationGracePeriodSeconds:int64 timeoutSeconds:int32
v1.ProjectedVolumeSource defaultMode:int32 sources:[]v1.VolumeProjection
v1.QuobyteVolumeSource group:string readOnly:bool registry:string tenant:string user:string volume:string
v1.RBDVolumeSource fsType:string image:string keyring:string monitors:[]string pool:string readOnly:bool secretRef:v1.LocalObjectReference user:string
v1.ReplicaSet TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v1.ReplicaSetSpec status:v1.ReplicaSetStatus
v1.ReplicaSetCondition lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus type:v1.ReplicaSetConditionType
v1.ReplicaSetSpec minReadySeconds:int32 replicas:int32 selector:v1.LabelSelector template:v1.PodTemplateSpec
v1.ReplicaSetStatus availableReplicas:int32 conditions:[]v1.ReplicaSetCondition fullyLabeledReplicas:int32 observedGeneration:int64 readyReplicas:int32 replicas:int32 terminatingReplicas:int32
v1.ReplicationController TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v1.ReplicationControllerSpec status:v1.ReplicationControllerStatus
v1.ReplicationControllerCondition lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus type:v1.ReplicationControllerConditionType
v1.ReplicationControllerSpec minReadySeconds:int32 replicas:int32 selector:map[string]string template:v1.PodTemplateSpec
v1.ReplicationControllerStatus availableReplicas:int32 conditions:[]v1.ReplicationControllerCondition fullyLabeledReplicas:int32 observedGeneration:int64 readyReplicas:int32 replicas:int32
v1.ResourceClaim name:string request:string
v1.ResourceFieldSelector containerName:string divisor:resource.Quantity resource:string
v1.ResourceHealth health:v1.ResourceHealthStatus message:string resourceID:v1.ResourceID
v1.ResourceRequirements claims:[]v1.ResourceClaim limits:v1.ResourceList requests:v1.ResourceList
v1.ResourceStatus name:v1.ResourceName resources:[]v1.ResourceHealth
v1.RollingUpdateDaemonSet maxSurge:intstr.IntOrString maxUnavailable:intstr.IntOrString
v1.RollingUpdateDeployment maxSurge:intstr.IntOrString maxUnavailable:intstr.IntOrString
v1.RollingUpdateStatefulSetStrategy maxUnavailable:intstr.IntOrString partition:int32
v1.SELinuxOptions level:string role:string type:string user:string
v1.ScaleIOVolumeSource fsType:string gateway:string protectionDomain:string readOnly:bool secretRef:v1.LocalObjectReference sslEnabled:bool storageMode:string storagePool:string system:string volumeName:string
v1.SeccompProfile localhostProfile:string type:v1.SeccompProfileType
v1.SecretEnvSource LocalObjectReference/name:string optional:bool
v1.SecretKeySelector key:string LocalObjectReference/name:string optional:bool
v1.SecretProjection items:[]v1.KeyToPath LocalObjectReference/name:string optional:bool
v1.SecretVolumeSource defaultMode:int32 items:[]v1.KeyToPath optional:bool secretName:string
v1.SecurityContext allowPrivilegeEscalation:bool appArmorProfile:v1.AppArmorProfile capabilities:v1.Capabilities privileged:bool procMount:v1.ProcMountType readOnlyRootFilesystem:bool runAsGroup:int64 runAsNonRoot:bool runAsUser:int64 seLinuxOptions:v1.SELinuxOptions seccompProfile:v1.SeccompProfile windowsOptions:v1.WindowsSecurityContextOptions
v1.Service TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v1.ServiceSpec status:v1.ServiceStatus
v1.ServiceAccountTokenProjection audience:string expirationSeconds:int64 path:string
v1.ServicePort appProtocol:string name:string nodePort:int32 port:int32 protocol:v1.Protocol targetPort:intstr.IntOrString
v1.ServiceSpec allocateLoadBalancerNodePorts:bool clusterIP:string clusterIPs:[]string externalIPs:[]string externalName:string externalTrafficPolicy:v1.ServiceExternalTrafficPolicy healthCheckNodePort:int32 internalTrafficPolicy:v1.ServiceInternalTrafficPolicy ipFamilies:[]v1.IPFamily ipFamilyPolicy:v1.IPFamilyPolicy loadBalancerClass:string loadBalancerIP:string loadBalancerSourceRanges:[]string ports:[]v1.ServicePort publishNotReadyAddresses:bool selector:map[string]string sessionAffinity:v1.ServiceAffinity sessionAffinityConfig:v1.SessionAffinityConfig trafficDistribution:string type:v1.ServiceType
v1.ServiceStatus conditions:[]v1.Condition loadBalancer:v1.LoadBalancerStatus
v1.SessionAffinityConfig clientIP:v1.ClientIPConfig
v1.SleepAction seconds:int64
v1.StatefulSet TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v1.StatefulSetSpec status:v1.StatefulSetStatus
v1.StatefulSetCondition lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus type:v1.StatefulSetConditionType
v1.StatefulSetOrdinals start:int32
v1.StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted:v1.PersistentVolumeClaimRetentionPolicyType whenScaled:v1.PersistentVolumeClaimRetentionPolicyType
v1.StatefulSetSpec minReadySeconds:int32 ordinals:v1.StatefulSetOrdinals persistentVolumeClaimRetentionPolicy:v1.StatefulSetPersistentVolumeClaimRetentionPolicy podManagementPolicy:v1.PodManagementPolicyType replicas:int32 revisionHistoryLimit:int32 selector:v1.LabelSelector serviceName:string template:v1.PodTemplateSpec updateStrategy:v1.StatefulSetUpdateStrategy volumeClaimTemplates:[]v1.PersistentVolumeClaim
v1.StatefulSetStatus availableReplicas:int32 collisionCount:int32 conditions:[]v1.StatefulSetCondition currentReplicas:int32 currentRevision:string observedGeneration:int64 readyReplicas:int32 replicas:int32 updateRevision:string updatedReplicas:int32
v1.StatefulSetUpdateStrategy rollingUpdate:v1.RollingUpdateStatefulSetStrategy type:v1.StatefulSetUpdateStrategyType
v1.StorageOSVolumeSource fsType:string readOnly:bool secretRef:v1.LocalObjectReference volumeName:string volumeNamespace:string
v1.SuccessPolicy rules:[]v1.SuccessPolicyRule
v1.SuccessPolicyRule succeededCount:int32 succeededIndexes:string
v1.Sysctl name:string value:string
v1.TCPSocketAction host:string port:intstr.IntOrString
v1.Taint effect:v1.TaintEffect key:string timeAdded:v1.Time value:string
v1.Toleration effect:v1.TaintEffect key:string operator:v1.TolerationOperator tolerationSeconds:int64 value:string
v1.TopologySpreadConstraint labelSelector:v1.LabelSelector matchLabelKeys:[]string maxSkew:int32 minDomains:int32 nodeAffinityPolicy:v1.NodeInclusionPolicy nodeTaintsPolicy:v1.NodeInclusionPolicy topologyKey:string whenUnsatisfiable:v1.UnsatisfiableConstraintAction
v1.TypedLocalObjectReference apiGroup:string kind:string name:string
v1.TypedObjectReference apiGroup:string kind:string name:string namespace:string
v1.UncountedTerminatedPods failed:[]types.UID succeeded:[]types.UID
v1.Volume VolumeSource/awsElasticBlockStore:v1.AWSElasticBlockStoreVolumeSource VolumeSource/azureDisk:v1.AzureDiskVolumeSource VolumeSource/azureFile:v1.AzureFileVolumeSource VolumeSource/cephfs:v1.CephFSVolumeSource VolumeSource/cinder:v1.CinderVolumeSource VolumeSource/configMap:v1.ConfigMapVolumeSource VolumeSource/csi:v1.CSIVolumeSource VolumeSource/downwardAPI:v1.DownwardAPIVolumeSource VolumeSource/emptyDir:v1.EmptyDirVolumeSource VolumeSource/ephemeral:v1.EphemeralVolumeSource VolumeSource/fc:v1.FCVolumeSource VolumeSource/flexVolume:v1.FlexVolumeSource VolumeSource/flocker:v1.FlockerVolumeSource VolumeSource/gcePersistentDisk:v1.GCEPersistentDiskVolumeSource VolumeSource/gitRepo:v1.GitRepoVolumeSource VolumeSource/glusterfs:v1.GlusterfsVolumeSource VolumeSource/hostPath:v1.HostPathVolumeSource VolumeSource/image:v1.ImageVolumeSource VolumeSource/iscsi:v1.ISCSIVolumeSource name:string VolumeSource/nfs:v1.NFSVolumeSource VolumeSource/persistentVolumeClaim:v1.PersistentVolumeClaimVolumeSource VolumeSource/photonPersistentDisk:v1.PhotonPersistentDiskVolumeSource VolumeSource/portworxVolume:v1.PortworxVolumeSource VolumeSource/projected:v1.ProjectedVolumeSource VolumeSource/quobyte:v1.QuobyteVolumeSource VolumeSource/rbd:v1.RBDVolumeSource VolumeSource/scaleIO:v1.ScaleIOVolumeSource VolumeSource/secret:v1.SecretVolumeSource VolumeSource/storageos:v1.StorageOSVolumeSource VolumeSource/vsphereVolume:v1.VsphereVirtualDiskVolumeSource
v1.VolumeDevice devicePath:string name:string
v1.VolumeMount mountPath:string mountPropagation:v1.MountPropagationMode name:string readOnly:bool recursiveReadOnly:v1.RecursiveReadOnlyMode subPath:string subPathExpr:string
v1.VolumeMountStatus mountPath:string name:string readOnly:bool recursiveReadOnly:v1.RecursiveReadOnlyMode volumeStatus:v1.VolumeStatus
v1.VolumeProjection clusterTrustBundle:v1.ClusterTrustBundleProjection configMap:v1.ConfigMapProjection downwardAPI:v1.DownwardAPIProjection podCertificate:v1.PodCertificateProjection secret:v1.SecretProjection serviceAccountToken:v1.ServiceAccountTokenProjection
v1.VolumeResourceRequirements limits:v1.ResourceList requests:v1.ResourceList
v1.VolumeStatus image:v1.ImageVolumeStatus
v1.VsphereVirtualDiskVolumeSource fsType:string storagePolicyID:string storagePolicyName:string volumePath:string
v1.WeightedPodAffinityTerm podAffinityTerm:v1.PodAffinityTerm weight:int32
v1.WindowsSecurityContextOptions gmsaCredentialSpec:string gmsaCredentialSpecName:string hostProcess:bool runAsUserName:string
v2.ContainerResourceMetricSource container:string name:v1.ResourceName target:v2.MetricTarget
v2.ContainerResourceMetricStatus container:string current:v2.MetricValueStatus name:v1.ResourceName
v2.CrossVersionObjectReference apiVersion:string kind:string name:string
v2.ExternalMetricSource metric:v2.MetricIdentifier target:v2.MetricTarget
v2.ExternalMetricStatus current:v2.MetricValueStatus metric:v2.MetricIdentifier
v2.HPAScalingPolicy periodSeconds:int32 type:v2.HPAScalingPolicyType value:int32
v2.HPAScalingRules policies:[]v2.HPAScalingPolicy selectPolicy:v2.ScalingPolicySelect stabilizationWindowSeconds:int32 tolerance:resource.Quantity
v2.HorizontalPodAutoscaler TypeMeta/apiVersion:string TypeMeta/kind:string metadata:v1.ObjectMeta spec:v2.HorizontalPodAutoscalerSpec status:v2.HorizontalPodAutoscalerStatus
v2.HorizontalPodAutoscalerBehavior scaleDown:v2.HPAScalingRules scaleUp:v2.HPAScalingRules
v2.HorizontalPodAutoscalerCondition lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus type:v2.HorizontalPodAutoscalerConditionType
v2.HorizontalPodAutoscalerSpec behavior:v2.HorizontalPodAutoscalerBehavior maxReplicas:int32 metrics:[]v2.MetricSpec minReplicas:int32 scaleTargetRef:v2.CrossVersionObjectReference
v2.HorizontalPodAutoscalerStatus conditions:[]v2.HorizontalPodAutoscalerCondition currentMetrics:[]v2.MetricStatus currentReplicas:int32 desiredReplicas:int32 lastScaleTime:v1.Time observedGeneration:int64
v2.MetricIdentifier name:string selector:v1.LabelSelector
v2.MetricSpec containerResource:v2.ContainerResourceMetricSource external:v2.ExternalMetricSource object:v2.ObjectMetricSource pods:v2.PodsMetricSource resource:v2.ResourceMetricSource type:v2.MetricSourceType
v2.MetricStatus containerResource:v2.ContainerResourceMetricStatus external:v2.ExternalMetricStatus object:v2.ObjectMetricStatus pods:v2.PodsMetricStatus resource:v2.ResourceMetricStatus type:v2.MetricSourceType
v2.MetricTarget averageUtilization:int32 averageValue:resource.Quantity type:v2.MetricTargetType value:resource.Quantity
v2.MetricValueStatus averageUtilization:int32 averageValue:resource.Quantity value:resource.Quantity
v2.ObjectMetricSource describedObject:v2.CrossVersionObjectReference metric:v2.MetricIdentifier target:v2.MetricTarget
v2.ObjectMetricStatus current:v2.MetricValueStatus describedObject:v2.CrossVersionObjectReference metric:v2.MetricIdentifier
v2.PodsMetricSource metric:v2.MetricIdentifier target:v2.MetricTarget
v2.PodsMetricStatus current:v2.MetricValueStatus metric:v2.MetricIdentifier
v2.ResourceMetricSource name:v1.ResourceName target:v2.MetricTarget
v2.ResourceMetricStatus current:v2.MetricValueStatus name:v1.ResourceName
`

/** Type, then the type that it stands for. */
export const aliasesText: string = `
types.UID string
v1.AppArmorProfileType string
v1.AzureDataDiskCachingMode string
v1.AzureDataDiskKind string
v1.Capability string
v1.ClaimResourceStatus string
v1.CompletionMode string
v1.ConcurrencyPolicy string
v1.ConditionStatus string
v1.ContainerRestartPolicy string
v1.ContainerRestartRuleAction string
v1.ContainerRestartRuleOnExitCodesOperator string
v1.DNSPolicy string
v1.DaemonSetConditionType string
v1.DaemonSetUpdateStrategyType string
v1.DeploymentConditionType string
v1.DeploymentStrategyType string
v1.HostPathType string
v1.IPFamily string
v1.IPFamilyPolicy string
v1.JobConditionType string
v1.LabelSelectorOperator string
v1.LoadBalancerIPMode string
v1.ManagedFieldsOperationType string
v1.MountPropagationMode string
v1.NodeAddressType string
v1.NodeConditionType string
v1.NodeInclusionPolicy string
v1.NodePhase string
v1.NodeSelectorOperator string
v1.OSName string
v1.PersistentVolumeAccessMode string
v1.PersistentVolumeClaimConditionType string
v1.PersistentVolumeClaimModifyVolumeStatus string
v1.PersistentVolumeClaimPhase string
v1.PersistentVolumeClaimRetentionPolicyType string
v1.PersistentVolumeMode string
v1.PodConditionType string
v1.PodFSGroupChangePolicy string
v1.PodFailurePolicyAction string
v1.PodFailurePolicyOnExitCodesOperator string
v1.PodManagementPolicyType string
v1.PodPhase string
v1.PodQOSClass string
v1.PodReplacementPolicy string
v1.PodResizeStatus string
v1.PodSELinuxChangePolicy string
v1.PreemptionPolicy string
v1.ProcMountType string
v1.Protocol string
v1.PullPolicy string
v1.RecursiveReadOnlyMode string
v1.ReplicaSetConditionType string
v1.ReplicationControllerConditionType string
v1.ResourceHealthStatus string
v1.ResourceID string
v1.ResourceList map[string]resource.Quantity
v1.ResourceName string
v1.ResourceResizeRestartPolicy string
v1.RestartPolicy string
v1.SeccompProfileType string
v1.ServiceAffinity string
v1.ServiceExternalTrafficPolicy string
v1.ServiceInternalTrafficPolicy string
v1.ServiceType string
v1.Signal string
v1.StatefulSetConditionType string
v1.StatefulSetUpdateStrategyType string
v1.StorageMedium string
v1.SupplementalGroupsPolicy string
v1.TaintEffect string
v1.TerminationMessagePolicy string
v1.TolerationOperator string
v1.URIScheme string
v1.UnhealthyPodEvictionPolicyType string
v1.UniqueVolumeName string
v1.UnsatisfiableConstraintAction string
v2.HPAScalingPolicyType string
v2.HorizontalPodAutoscalerConditionType string
v2.MetricSourceType string
v2.MetricTargetType string
v2.ScalingPolicySelect string
`
