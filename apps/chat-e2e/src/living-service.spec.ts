import { describeLivingService } from '@secureconnect/living-service';

describeLivingService('chat', { socketPath: '/ws/chat', shownBy: 'auth' });
