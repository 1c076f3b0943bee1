export { RealtimeIoAdapter } from './adapter/realtime-io.adapter';
export { Backplane, type NodeListener } from './backplane/backplane';
export { type BackplaneOptions, defaultBackplaneOptions } from './backplane/backplane.options';
export { type Topic, type TopicListener } from './backplane/topic';
export { RealtimeModule } from './realtime.module';
