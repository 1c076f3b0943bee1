import 'reflect-metadata';
import { type JobsSubjectName } from './jobs-subject';
import { jobsSubjects } from './jobs-subjects';

// Has a worker for each of so many empty queues, until it is killed:
//   node idle-program.ts <subject> <url of PostgreSQL> <port of Redis> <queues>
const [name, postgresUrl, port, queues] = process.argv.slice(2) as [JobsSubjectName, string, string, string];

void jobsSubjects[name]({ postgresUrl, redisPort: Number(port) }, Number(queues))
  .then((subject) => subject.work(() => undefined))
  .then(() => process.stdout.write('ready\n'));
