/* What forms alone cannot do: files in pieces, copying, signing in inside Telegram. Plain ES2015. */
(function () {
  'use strict';
  var each = function (list, fn) { Array.prototype.forEach.call(list, fn); };

  // Copying ---------------------------------------------------------------------------------------

  function copy(button) {
    var text = button.getAttribute('data-copy');
    var label = button.textContent;
    var done = function () {
      button.textContent = button.getAttribute('data-done');
      setTimeout(function () { button.textContent = label; }, 1500);
    };
    var byHand = function () {
      var box = document.createElement('textarea');
      box.value = text;
      box.style.position = 'fixed';
      box.style.opacity = '0';
      document.body.appendChild(box);
      box.select();
      var ok = document.execCommand('copy');
      document.body.removeChild(box);
      if (ok) { done(); }
      button.focus();
    };
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(done, byHand);
    } else {
      byHand();
    }
  }

  // One press is one press ------------------------------------------------------------------------

  function onSubmit(event) {
    var form = event.target;
    if (form.getAttribute('data-sent')) { event.preventDefault(); return; }
    form.setAttribute('data-sent', '1');
    setTimeout(function () { form.removeAttribute('data-sent'); }, 8000);
  }

  // Telegram --------------------------------------------------------------------------------------

  function signIn(door) {
    var found = /[#&]tgWebAppData=([^&]*)/.exec(location.hash);
    if (!found) { return; }
    var wait = door.querySelector('.wait');
    wait.hidden = false;
    var framed = window.top !== window.self;
    var body = 'init=' + found[1] + '&to=' + encodeURIComponent(door.getAttribute('data-to')) + (framed ? '&frame=1' : '');
    fetch(door.getAttribute('data-post'), {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Door': 'telegram' },
      body: body
    }).then(function (answer) { return answer.json(); }).then(function (told) {
      if (told.to) { location.replace(told.to); return; }
      if (told.window) {
        var link = door.querySelector('a');
        link.href = told.window;
        link.parentNode.hidden = false;
        wait.hidden = true;
        return;
      }
      wait.textContent = told.why || door.getAttribute('data-failed');
    }).catch(function () { wait.textContent = door.getAttribute('data-failed'); });
  }

  // Files -----------------------------------------------------------------------------------------

  var WAITS = [1000, 2000, 4000, 8000, 15000, 30000];

  function size(bytes) {
    return bytes < 1000000 ? Math.max(1, Math.round(bytes / 1000)) + ' KB' : (bytes / 1000000).toFixed(1) + ' MB';
  }

  function Upload(box) {
    this.box = box;
    this.word = function (name) { return box.getAttribute('data-' + name); };
    this.list = document.getElementById('coming');
    this.queue = [];
    this.running = 0;
  }

  Upload.prototype.add = function (files) {
    var self = this;
    each(files, function (file) {
      var one = new Coming(self, file);
      self.queue.push(one);
    });
    this.next();
  };

  Upload.prototype.next = function () {
    var self = this;
    while (this.running < 2 && this.queue.length) {
      this.running += 1;
      this.queue.shift().begin(function () { self.running -= 1; self.next(); });
    }
    if (!this.running && !this.queue.length) { this.settle(); }
  };

  // All came whole: wait until they were looked into, then show the draft as it stands.
  Upload.prototype.settle = function () {
    var self = this;
    if (this.list.querySelector('[data-held]')) { return; }
    fetch(this.word('begin'), { credentials: 'same-origin' }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.json();
    }).then(function (told) {
      if (self.running) { return; }
      if (told.pending) { setTimeout(function () { self.settle(); }, 1500); return; }
      if (!self.refused && !self.typed()) { location.reload(); return; }
      self.show(told.files);
    }).catch(function () { setTimeout(function () { self.settle(); }, 5000); });
  };

  // Has somebody typed what is not saved yet?
  Upload.prototype.typed = function () {
    var found = false;
    each(document.querySelectorAll('.fields input, .fields textarea, .fields select'), function (one) {
      if (one.type === 'hidden') { return; }
      if (one.type === 'radio') { found = found || one.checked !== one.defaultChecked; return; }
      if (one.tagName === 'SELECT') {
        each(one.options, function (option) { found = found || option.selected !== option.defaultSelected && one.value !== ''; });
        return;
      }
      found = found || one.value !== one.defaultValue;
    });
    return found;
  };

  Upload.prototype.show = function (files) {
    var list = document.getElementById('files');
    while (list.firstChild) { list.removeChild(list.firstChild); }
    each(Array.prototype.slice.call(this.list.children), function (line) {
      if (line.className !== 'refused') { line.parentNode.removeChild(line); }
    });
    files.forEach(function (file) {
      var line = document.createElement('li');
      var name = document.createElement('span');
      name.className = 'file ' + file.state;
      name.textContent = file.text;
      line.appendChild(name);
      list.appendChild(line);
    });
  };

  function Coming(upload, file) {
    this.upload = upload;
    this.file = file;
    this.tries = 0;
    this.stopped = false;
    var line = this.line = document.createElement('li');
    var name = document.createElement('span');
    name.className = 'file';
    name.textContent = file.name;
    this.bar = document.createElement('progress');
    this.bar.max = file.size || 1;
    this.bar.value = 0;
    this.bar.setAttribute('aria-label', file.name);
    this.told = document.createElement('span');
    this.told.className = 'note';
    this.verb = document.createElement('button');
    this.verb.type = 'button';
    this.verb.className = 'quiet';
    line.appendChild(name);
    line.appendChild(this.told);
    line.appendChild(this.verb);
    line.appendChild(this.bar);
    line.setAttribute('data-held', '1');
    upload.list.appendChild(line);
    this.say('', upload.word('stop'));
    var self = this;
    this.verb.addEventListener('click', function () { self.press(); });
  }

  Coming.prototype.say = function (text, verb) {
    this.told.textContent = text;
    this.verb.textContent = verb || '';
    this.verb.hidden = !verb;
  };

  Coming.prototype.press = function () {
    if (this.stopped) {
      this.stopped = false;
      this.tries = 0;
      this.upload.queue.push(this);
      this.upload.next();
      return;
    }
    this.stopped = true;
    if (this.request) { this.request.abort(); }
    if (this.id) { this.ask('DELETE', this.upload.word('piece') + this.id); }
    this.upload.list.removeChild(this.line);
    if (this.done) { this.done(); this.done = null; }
  };

  Coming.prototype.key = function () {
    var name = encodeURIComponent(this.file.name).slice(-60);
    return [this.upload.word('item'), this.file.size, this.file.lastModified || 0, name].join('-').slice(-128);
  };

  Coming.prototype.ask = function (method, path, body, type) {
    var headers = { 'X-Csrf': this.upload.word('csrf') };
    if (type) { headers['Content-Type'] = type; }
    return fetch(path, { method: method, credentials: 'same-origin', headers: headers, body: body });
  };

  Coming.prototype.begin = function (done) {
    var self = this, word = this.upload.word;
    this.done = done;
    if (this.stopped) { done(); return; }
    if (!this.file.size) { this.refuse(word('empty')); return; }
    if (this.file.size > Number(word('limit'))) { this.refuse(word('too-big')); return; }
    var said = JSON.stringify({ key: this.key(), name: this.file.name, size: this.file.size });
    this.ask('POST', word('begin'), said, 'application/json').then(function (answer) {
      if (answer.status === 403) { self.refuse(word('over')); return null; }
      if (answer.status >= 500) { throw new Error(String(answer.status)); }
      return answer.json();
    }).then(function (told) {
      if (!told) { return; }
      if (told.why) { self.refuse(told.why); return; }
      self.id = told.id;
      self.piece = told.piece;
      if (told.state !== 'open') { self.whole(); return; }
      self.send(told.received);
    }).catch(function () { self.wait(); });
  };

  Coming.prototype.send = function (at) {
    var self = this, word = this.upload.word;
    if (this.stopped) { return; }
    var chunk = this.file.slice(at, at + this.piece);
    var request = this.request = new XMLHttpRequest();
    this.progress(at);
    request.open('PUT', word('piece') + this.id + '?at=' + at);
    request.setRequestHeader('X-Csrf', word('csrf'));
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.timeout = 120000;
    request.upload.onprogress = function (event) { self.progress(at + event.loaded); };
    request.onload = function () {
      var told = {};
      try { told = JSON.parse(request.responseText); } catch (error) { told = {}; }
      if (told.why) { self.refuse(told.why); return; }
      if (request.status === 403) { self.refuse(word('over')); return; }
      if (request.status !== 200 && request.status !== 409 || told.received === undefined) { self.wait(); return; }
      self.tries = 0;
      if (told.state !== 'open') { self.whole(); return; }
      self.send(told.received);
    };
    request.onerror = request.ontimeout = function () { self.wait(); };
    request.send(chunk);
  };

  Coming.prototype.progress = function (bytes) {
    var word = this.upload.word;
    this.bar.value = bytes;
    this.say(word('progress').replace('{done}', size(bytes)).replace('{size}', size(this.file.size)), word('stop'));
  };

  // The line broke: look again where to go on.
  Coming.prototype.wait = function () {
    var self = this, word = this.upload.word;
    if (this.stopped) { return; }
    var pause = WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    this.say(word('broken'), word('stop'));
    setTimeout(function () { if (!self.stopped) { self.begin(self.done); } }, pause);
  };

  Coming.prototype.whole = function () {
    this.bar.value = this.file.size;
    this.line.removeAttribute('data-held');
    this.say(this.upload.word('checking'), '');
    this.done();
  };

  Coming.prototype.refuse = function (why) {
    this.line.removeAttribute('data-held');
    this.line.className = 'refused';
    this.stopped = true;
    this.say(why, '');
    this.bar.hidden = true;
    this.upload.refused = true;
    this.done();
  };

  function uploads(box) {
    var upload = new Upload(box);
    box.hidden = false;
    each(box.querySelectorAll('input[type=file]'), function (input) {
      input.addEventListener('change', function () {
        var files = Array.prototype.slice.call(input.files);
        input.value = '';
        upload.add(files);
      });
    });
    var stop = function (event) { event.preventDefault(); };
    document.addEventListener('dragover', function (event) { stop(event); box.className = 'over'; });
    document.addEventListener('dragleave', function () { box.className = ''; });
    document.addEventListener('drop', function (event) {
      stop(event);
      box.className = '';
      if (event.dataTransfer && event.dataTransfer.files.length) { upload.add(event.dataTransfer.files); }
    });
    window.addEventListener('beforeunload', function (event) {
      if (upload.running) { event.preventDefault(); event.returnValue = ''; }
    });
    // Files of a chat, or of another window, may still be looked into.
    if (document.querySelector('#files .pending')) { setTimeout(function () { upload.settle(); }, 1500); }
  }

  document.addEventListener('DOMContentLoaded', function () {
    each(document.querySelectorAll('[data-copy]'), function (button) {
      button.addEventListener('click', function () { copy(button); });
    });
    document.addEventListener('submit', onSubmit);
    var missing = document.getElementById('no-script');
    if (missing) { missing.hidden = true; }
    var door = document.getElementById('door');
    if (door) { signIn(door); }
    var box = document.getElementById('upload');
    if (box) { uploads(box); }
    document.body.setAttribute('data-ready', '1');
  });
}());
