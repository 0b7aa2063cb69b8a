import "@picocss/pico/css/pico.jade.css";
import "uplot/dist/uPlot.min.css";
import "./app.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { takeKeyFromAddress } from "./api/session";
import { market } from "./state/market.svelte";

const linkWasOld = takeKeyFromAddress();
market.start();
mount(App, { target: document.getElementById("app")!, props: { linkWasOld } });
