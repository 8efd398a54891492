# The AI bot: a second door for files.
aibot-taken = Received. Please go on in the app "{ $app }".
aibot-failed = This could not be taken in now. Please send it again later, or use "Hand in files" in the app "{ $app }".
aibot-private = Please send files in the single chat with me; everything else happens in the app "{ $app }".
aibot-welcome = You can send files here. They join the draft you are working on; go on in the app "{ $app }".
aibot-denied-title = Please act: the AI bot cannot connect ({ $code })
aibot-denied-body = The AI bot's BotID or secret was not accepted, so files cannot be handed in there; the app and its upload page work as before.
aibot-denied-note = Check the bot's long-connection settings in WeCom's console, enter them and restart the service. It is tried every 5 minutes.
