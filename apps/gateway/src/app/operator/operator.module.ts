import { Module } from '@nestjs/common';
import { OperatorReportModule } from '@secureconnect/platform';
import { UpstreamsModule } from '../upstreams/upstreams.module';
import { FleetReporter } from './fleet/fleet-reporter.service';
import { FleetWatch } from './fleet/fleet-watch.service';
import { StatusController } from './fleet/status.controller';
import { StatusListeners } from './fleet/status-listeners.service';
import { ActionLog } from './levers/action-log.service';
import { LeverDesk } from './levers/lever-desk.service';
import { LeversController } from './levers/levers.controller';
import { OPERATOR_PAGE_FOLDER, operatorPageFolder } from './page/operator-page-folder';
import { OperatorPageController } from './page/operator-page.controller';
import { OperatorSessions } from './signing-in/operator-sessions.service';
import { SignInAttempts } from './signing-in/sign-in-attempts.service';
import { SignInController } from './signing-in/sign-in.controller';

/** The page at `/operator`: how all instances of all services are, live, and levers that are written down. */
@Module({
  imports: [OperatorReportModule, UpstreamsModule],
  controllers: [OperatorPageController, SignInController, StatusController, LeversController],
  providers: [
    { provide: OPERATOR_PAGE_FOLDER, useFactory: operatorPageFolder },
    ...[OperatorSessions, SignInAttempts, FleetWatch, FleetReporter, StatusListeners, ActionLog, LeverDesk],
  ],
})
export class OperatorModule {}
