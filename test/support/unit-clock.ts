/** Run before each file of unit tests. */
import { beginAtSetting } from './clock-setting.ts';

beginAtSetting();
