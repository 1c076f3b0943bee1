import { describeLivingService } from '@secureconnect/living-service';

describeLivingService('video', { socketPath: '/ws/calls', shownBy: 'auth' });
