export { Backplane } from './backplane/backplane';
export { type Topic, type TopicListener } from './backplane/topic';
