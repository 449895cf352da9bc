# Sourced by the `run` of a subject in JavaScript, after build-once.sh: its build is what package.json asks for.

build() {
  needs node npm
  cp package.json build/
  npm install --prefix build --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error
}

build_node_once() { build_once package.json ../shared/node.sh; }

export NODE_PATH=build/node_modules
