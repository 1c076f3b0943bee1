import { Injectable, Module, Scope, type Type } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { defineJob } from './define-job';
import { Job } from './job.decorator';
import { JobRegistry } from './job-registry';
import { JobRegistrationError } from './job-registration.error';

class Nothing {}
const queue = (name: string) => defineJob({ name, payload: Nothing });
const [mail, push, lonely, fresh] = [queue('mail'), queue('push'), queue('lonely'), queue('fresh')];

@Injectable()
class Sender {
  readonly sent: string[] = [];

  @Job(mail)
  mail(): void {
    this.sent.push('mail');
  }
}
@Injectable()
class LoudSender extends Sender {}
@Injectable()
class Pusher {
  @Job(push)
  push(): void {}
}
@Injectable()
class SecondSender {
  @Job(mail)
  again(): void {}
}
@Injectable({ scope: Scope.TRANSIENT })
class Fresh {
  @Job(fresh)
  fresh(): void {}
}
class Homeless {
  @Job(lonely)
  work(): void {}
}

describe('the handlers of an application', () => {
  async function registryOf(...providers: Type[]): Promise<JobRegistry> {
    @Module({ imports: [DiscoveryModule], providers: [JobRegistry, ...providers] })
    class AppModule {}
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
    return app.get(JobRegistry);
  }
  const refusal = async (...providers: Type[]): Promise<string> => {
    const registry = await registryOf(...providers);
    try {
      registry.collect();
      return '';
    } catch (error) {
      expect(error).toBeInstanceOf(JobRegistrationError);
      return (error as Error).message;
    }
  };
  const all = [Sender, Pusher, Fresh, Homeless];

  it('that no module provides stop the start: class, method and cure are named', async () => {
    const message = await refusal(Sender, SecondSender, Pusher);
    expect(message).toContain(
      'Homeless.work does the work of the queue "lonely", but no module provides Homeless',
    );
    expect(message).toContain('List it in the providers');
    expect(message).not.toContain('Pusher.push');
  });

  it('of which two do the work of one queue stop the start', async () => {
    const message = await refusal(...all, SecondSender);
    expect(message).toContain('SecondSender.again does the work of the queue "mail", as Sender.mail does');
  });

  it('whose class is made anew for each use stop the start', async () => {
    expect(await refusal(...all, SecondSender)).toContain('Fresh.fresh does the work of the queue "fresh", but its class is made anew'); // prettier-ignore
  });

  it('are found in classes that inherit them, and called on their own object', async () => {
    const registry = await registryOf(LoudSender, Pusher);
    expect(() => registry.collect()).toThrow(JobRegistrationError); // those above have no place here
    const found = registry.jobs.find(({ definition }) => definition === mail);
    expect(found?.target).toBe('LoudSender.mail');
    await found?.run({}, undefined as never);
  });
});
