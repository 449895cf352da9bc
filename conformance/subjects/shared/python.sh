# Sourced by the `run` of a subject in Python, after build-once.sh: its build is a virtual environment.

build() {
  needs python3
  python3 -m venv build/venv
  build/venv/bin/pip install -q --disable-pip-version-check -r requirements.txt
}

build_python_once() { build_once requirements.txt ../shared/python.sh; }

export PYTHONPATH=../shared/python
