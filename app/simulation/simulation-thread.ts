/** The thread of one simulation: facts come in as worker data, one forecast goes out. Built on its own (scripts/build-app.ts). */
import { parentPort, workerData } from "node:worker_threads";
import { createCalendar } from "../domain/calendar.ts";
import { forecastCampaign } from "../domain/campaign-forecast.ts";
import type { SimulationFacts } from "../domain/simulation-facts.ts";

const facts = workerData as Omit<SimulationFacts, "calendar">;
parentPort?.postMessage(forecastCampaign({ ...facts, calendar: createCalendar() }));
